// SPDX-License-Identifier: Apache-2.0
#include "views/response/ssedecoder.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace agentarium::views {

namespace {
constexpr qsizetype longestLine = 4 * 1024 * 1024;
}

QList<SseEvent> SseDecoder::feed(const QByteArray& bytes) {
    QList<SseEvent> out;
    for (const char c : bytes) {
        if (std::exchange(m_skipLineFeed, false) && c == '\n') continue;
        if (c == '\r' || c == '\n') {
            m_skipLineFeed = c == '\r';
            if (std::exchange(m_first, false) && m_line.startsWith("\xEF\xBB\xBF")) m_line.remove(0, 3);
            takeLine(m_line, out);
            m_line.clear();
        } else if (m_line.size() < longestLine) {
            m_line += c;
        }
    }
    return out;
}

void SseDecoder::takeLine(const QByteArray& line, QList<SseEvent>& out) {
    if (line.isEmpty()) {
        if (m_hasData) out.append(m_event);
        m_event = {};
        m_hasData = false;
        return;
    }
    const qsizetype colon = line.indexOf(':');
    if (colon == 0) return;
    const QByteArray field = colon < 0 ? line : line.left(colon);
    QByteArray value = colon < 0 ? QByteArray() : line.mid(colon + 1);
    if (value.startsWith(' ')) value.remove(0, 1);
    if (field == "data") {
        if (m_hasData) m_event.data += QLatin1Char('\n');
        m_event.data += QString::fromUtf8(value);
        m_hasData = true;
    } else if (field == "event") {
        m_event.event = QString::fromUtf8(value);
    } else if (field == "id") {
        m_event.id = QString::fromUtf8(value);
    }
}

QString sseText(const SseEvent& event) {
    QString text;
    const QString trimmed = event.data.trimmed();
    if (trimmed.startsWith(QLatin1Char('"')) && trimmed.endsWith(QLatin1Char('"')) && trimmed.size() >= 2) {
        const QJsonArray one = QJsonDocument::fromJson("[" + trimmed.toUtf8() + "]").array();
        if (one.size() == 1 && event.event.isEmpty()) return one.first().toString();
    }
    text = event.data + QLatin1Char('\n');
    return event.event.isEmpty() ? text : QStringLiteral("[%1] %2").arg(event.event, text);
}

} // namespace agentarium::views
