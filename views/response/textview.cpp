// SPDX-License-Identifier: Apache-2.0
#include "views/response/textview.h"

#include "views/theme/fonts.h"
#include "views/theme/thememanager.h"

#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

namespace agentarium::views {

namespace {
constexpr qsizetype slice = 4 * 1024; // laid out and painted well within a frame
}

TextView::TextView(QWidget* parent) : QPlainTextEdit(parent) {
    setReadOnly(true);
    setTabChangesFocus(true);
    setUndoRedoEnabled(false);
    setProperty("ground", QStringLiteral("base"));
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    document()->setDocumentMargin(12);
    setFont(readingFont());
    m_turn.setSingleShot(true);
    m_turn.setInterval(0);
    connect(&m_turn, &QTimer::timeout, this, &TextView::takeSlice);
}

void TextView::reset() {
    m_turn.stop();
    m_waiting.clear();
    m_taken = 0;
    m_lineLength = 0;
    m_truncated = false;
    clear();
}

void TextView::addText(const QString& text) {
    if (m_truncated) return;
    const qsizetype room = limit - m_taken;
    m_waiting += text.left(room);
    m_taken += std::min(text.size(), room);
    if (text.size() > room) {
        m_truncated = true;
        emit truncated();
    }
    // The first slice goes in at once: a person sees each chunk as it comes.
    if (isVisible() && !m_turn.isActive()) takeSlice();
}

QString TextView::broken(const QString& text) {
    QString out;
    out.reserve(text.size() + text.size() / longestLine + 1);
    for (const QChar c : text) {
        if (c == QLatin1Char('\n')) {
            m_lineLength = 0;
        } else if (++m_lineLength > longestLine && !c.isLowSurrogate()) {
            out += QLatin1Char('\n');
            m_lineLength = 1;
        }
        out += c;
    }
    return out;
}

void TextView::takeSlice() {
    if (m_waiting.isEmpty()) return;
    QScrollBar* bar = verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum() - 2;
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    cursor.insertText(broken(m_waiting.left(slice)));
    m_waiting.remove(0, slice);
    if (atEnd && m_streaming) bar->setValue(bar->maximum());
    if (!m_waiting.isEmpty()) m_turn.start();
    viewport()->update();
}

void TextView::setStreaming(bool streaming) {
    if (streaming == m_streaming) return;
    m_streaming = streaming;
    viewport()->update();
}

void TextView::showEvent(QShowEvent* event) {
    QPlainTextEdit::showEvent(event);
    if (!m_waiting.isEmpty()) m_turn.start();
}

void TextView::paintEvent(QPaintEvent* event) {
    QPlainTextEdit::paintEvent(event);
    if (!m_streaming) return;
    QTextCursor end(document());
    end.movePosition(QTextCursor::End);
    const QRect at = cursorRect(end);
    QPainter painter(viewport());
    painter.fillRect(QRect(at.left() + 1, at.top() + 1, 8, at.height() - 2), currentTheme().accent);
}

} // namespace agentarium::views
