// SPDX-License-Identifier: Apache-2.0
#include "views/response/textblock.h"

#include "views/theme/fonts.h"

#include <QAbstractTextDocumentLayout>
#include <QTextDocument>

namespace agentarium::views {

namespace {
constexpr int linesAtMost = 16;
constexpr int padding = 22;
} // namespace

TextBlock::TextBlock(const QString& accessibleName, QWidget* parent) : QPlainTextEdit(parent) {
    setAccessibleName(accessibleName);
    setReadOnly(true);
    setTabChangesFocus(true);
    setFont(monoFont());
    setProperty("field", true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
}

void TextBlock::setBlockText(const QString& text) {
    setPlainText(text);
    fit();
}

void TextBlock::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    if (event->oldSize().width() != event->size().width()) fit();
}

void TextBlock::fit() {
    // A plain document's height is counted in lines as they are wrapped.
    const int lines = std::clamp(int(document()->documentLayout()->documentSize().height()), 1, linesAtMost);
    setFixedHeight(lines * fontMetrics().lineSpacing() + padding);
}

} // namespace agentarium::views
