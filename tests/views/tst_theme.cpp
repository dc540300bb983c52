// SPDX-License-Identifier: Apache-2.0
#include "tests/views/testing.h"
#include "views/theme/icons.h"
#include "views/theme/stylesheet.h"
#include "views/theme/thememanager.h"

#include <QApplication>
#include <QImage>

using namespace agentarium::views;

class TestTheme : public QObject {
    Q_OBJECT
private slots:
    void init() { agentarium::tests::failOnWarnings(); }
    void everyTextHasContrast_data();
    void everyTextHasContrast();
    void contrastIsThatOfWcag();
    void aLowContrastWouldBeSeen();
    void theStyleSheetHasNoNameLeft();
    void tonesOfAThemeDiffer();
    void choosingAThemeChangesThePalette();
    void anIconIsSharpAtEveryScale();
};

void TestTheme::everyTextHasContrast_data() {
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("ground");
    for (const Theme* theme : {&lightTheme(), &darkTheme()})
        for (const TextPair& pair : textPairs(*theme))
            QTest::addRow("%s: %s %s on %s", theme->dark ? "dark" : "light", pair.where,
                          qPrintable(pair.text.name()), qPrintable(pair.ground.name()))
                << pair.text << pair.ground;
}

void TestTheme::everyTextHasContrast() {
    QFETCH(QColor, text);
    QFETCH(QColor, ground);
    QCOMPARE_GE(contrastRatio(text, ground), 4.5);
}

void TestTheme::contrastIsThatOfWcag() {
    QCOMPARE(qRound(contrastRatio(Qt::black, Qt::white) * 100), 2100);
    QCOMPARE(contrastRatio(Qt::red, Qt::red), 1.0);
    // #767676 on white is the textbook's lightest grey that passes: 4.54.
    QCOMPARE(qRound(contrastRatio(QColor(0x767676), Qt::white) * 100), 454);
}

void TestTheme::aLowContrastWouldBeSeen() {
    QCOMPARE_LT(contrastRatio(QColor(0x999999), Qt::white), 4.5);
}

void TestTheme::theStyleSheetHasNoNameLeft() {
    QVERIFY(!styleSheetOf(lightTheme()).contains('@'));
    QVERIFY(styleSheetOf(darkTheme()).contains(darkTheme().accentFill.name()));
    QVERIFY(styleSheetOf(lightTheme()) != styleSheetOf(darkTheme()));
}

void TestTheme::tonesOfAThemeDiffer() {
    for (const Theme* theme : {&lightTheme(), &darkTheme()}) {
        QSet<QRgb> colors;
        for (Tone tone : {Tone::Neutral, Tone::Info, Tone::Ok, Tone::Warn, Tone::Error})
            colors.insert(toneFill(*theme, tone).rgb());
        QCOMPARE(colors.size(), 5);
    }
}

void TestTheme::choosingAThemeChangesThePalette() {
    ThemeManager manager;
    manager.setChoice(ThemeChoice::Dark);
    QVERIFY(currentTheme().dark);
    QCOMPARE(qApp->palette().color(QPalette::Window), darkTheme().window);
    manager.setChoice(ThemeChoice::Light);
    QVERIFY(!currentTheme().dark);
    QCOMPARE(qApp->palette().color(QPalette::Window), lightTheme().window);
}

void TestTheme::anIconIsSharpAtEveryScale() {
    const QIcon icon = themedIcon("copy");
    QVERIFY(!icon.isNull());
    for (int size : {16, 24, 32}) {
        const QImage image = icon.pixmap(QSize(size, size)).toImage();
        QCOMPARE(image.size(), QSize(size, size));
        bool any = false;
        for (int y = 0; y < size; ++y)
            for (int x = 0; x < size; ++x)
                any = any || qAlpha(image.pixel(x, y)) > 0;
        QVERIFY(any);
    }
    QVERIFY(themedIcon("no such icon").isNull());
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
