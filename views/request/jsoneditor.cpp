// SPDX-License-Identifier: Apache-2.0
#include "views/request/jsoneditor.h"

#include "views/request/jsonhighlighter.h"
#include "views/theme/fonts.h"

#include <QKeyEvent>
#include <QMimeData>

namespace agentarium::views {

namespace {
constexpr int indentWidth = 2;
constexpr qsizetype longestLineShown = 64 * 1024; // an editor lays a longer line out for seconds at every key

qsizetype longestLine(const QString& text) {
    qsizetype longest = 0;
    qsizetype start = 0;
    while (start <= text.size()) {
        qsizetype end = text.indexOf(QLatin1Char('\n'), start);
        if (end < 0) end = text.size();
        longest = std::max(longest, end - start);
        start = end + 1;
    }
    return longest;
}
} // namespace

JsonEditor::JsonEditor(QWidget* parent) : QPlainTextEdit(parent) {
    setFont(editorFont());
    setTabChangesFocus(true);
    document()->setDocumentMargin(12);
    new JsonHighlighter(document());
}

void JsonEditor::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Return || event->modifiers() != Qt::NoModifier) {
        QPlainTextEdit::keyPressEvent(event);
        return;
    }
    const QString before = textCursor().block().text().left(textCursor().positionInBlock());
    int indent = 0;
    while (indent < before.size() && before[indent] == QLatin1Char(' '))
        ++indent;
    const QString trimmed = before.trimmed();
    if (trimmed.endsWith(QLatin1Char('{')) || trimmed.endsWith(QLatin1Char('['))) indent += indentWidth;
    textCursor().insertText(QLatin1Char('\n') + QString(indent, QLatin1Char(' ')));
    ensureCursorVisible();
}

void JsonEditor::insertFromMimeData(const QMimeData* source) {
    if (const qsizetype longest = longestLine(source->text()); longest > longestLineShown)
        emit pasteRefused(longest);
    else
        insertPlainText(source->text());
}

} // namespace agentarium::views
