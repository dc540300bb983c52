// SPDX-License-Identifier: Apache-2.0
#include "views/theme/fonts.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QStringList>

namespace agentarium::views {

namespace {

constexpr int minimumPixels = 13;

bool isGeneric(const QString& family) {
    static const QStringList generic{QStringLiteral("sans serif"), QStringLiteral("sans-serif"),
                                     QStringLiteral("sans"),       QStringLiteral("monospace"),
                                     QStringLiteral("helvetica"),  QString()};
    return generic.contains(family.toLower());
}

QFont chosen(QFontDatabase::SystemFont kind, const QStringList& better) {
    QFont font = QFontDatabase::systemFont(kind);
    if (isGeneric(font.family())) {
        const QStringList installed = QFontDatabase::families();
        for (const QString& family : better)
            if (installed.contains(family)) {
                font.setFamily(family);
                break;
            }
    }
    if (QFontInfo(font).pixelSize() < minimumPixels) font.setPixelSize(minimumPixels);
    return font;
}

QFont resized(int pixels, QFont::Weight weight) {
    QFont font = uiFont();
    font.setPixelSize(QFontInfo(font).pixelSize() + pixels);
    font.setWeight(weight);
    return font;
}

} // namespace

QFont uiFont() {
    static const QFont font =
        chosen(QFontDatabase::GeneralFont,
               {QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("Cantarell"),
                QStringLiteral("Ubuntu"), QStringLiteral("Liberation Sans")});
    return font;
}

QFont monoFont() {
    static const QFont font = [] {
        QFont mono = chosen(QFontDatabase::FixedFont,
                            {QStringLiteral("JetBrains Mono"), QStringLiteral("Noto Sans Mono"),
                             QStringLiteral("DejaVu Sans Mono")});
        mono.setPixelSize(QFontInfo(uiFont()).pixelSize() - 1);
        mono.setStyleHint(QFont::Monospace);
        mono.setFixedPitch(true);
        return mono;
    }();
    return font;
}

QFont readingFont() {
    return resized(1, QFont::Normal);
}

QFont editorFont() {
    QFont font = monoFont();
    font.setPixelSize(font.pixelSize() + 1);
    return font;
}

QFont captionFont() {
    return resized(-1, QFont::Normal);
}

QFont sectionFont() {
    QFont font = resized(-2, QFont::DemiBold);
    font.setCapitalization(QFont::AllUppercase);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.5);
    return font;
}

QFont titleFont() {
    return resized(9, QFont::DemiBold);
}

QFont boldFont() {
    return resized(0, QFont::DemiBold);
}

} // namespace agentarium::views
