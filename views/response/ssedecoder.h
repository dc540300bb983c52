// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace agentarium::views {

/// One server-sent event.
struct SseEvent {
    QString event; ///< empty is "message"
    QString data;
    QString id;
};

/// Splits a stream of server-sent events as WHATWG's specification gives it; bytes may be cut anywhere, also
/// inside a character or between CR and LF.
class SseDecoder {
public:
    QList<SseEvent> feed(const QByteArray& bytes);

private:
    void takeLine(const QByteArray& line, QList<SseEvent>& out);

    QByteArray m_line;
    SseEvent m_event;
    bool m_hasData = false;
    bool m_skipLineFeed = false;
    bool m_first = true;
};

/// What a person reads of an event's data: a JSON string is its text, to be joined to the next; anything else
/// is a line.
QString sseText(const SseEvent& event);

} // namespace agentarium::views
