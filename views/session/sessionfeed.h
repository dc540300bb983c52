// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/sessionevent.h"
#include "views/navigator/sessionrow.h"
#include "views/session/eventsmodel.h"
#include "views/session/invocationrecord.h"
#include "views/session/logmodel.h"

#include <QObject>

namespace agentarium::views {

/// One life of a session as its events tell it, live or long over: state with reason, start, invocations, events, logs.
class SessionFeed : public QObject {
    Q_OBJECT
public:
    explicit SessionFeed(QObject* parent = nullptr);

    void append(const SessionEvents& events);
    void clear();

    /// What the events say of the session. Times left are not events: they come with the list of live sessions.
    const SessionRow& summary() const { return m_summary; }
    const InvocationList& invocations() const { return m_invocations; }
    EventsModel& events() { return m_events; }
    LogModel& logs() { return m_logs; }

signals:
    void summaryChanged();
    void invocationsChanged();
    void countsChanged();

private:
    bool takeSummary(const SessionEvent& event);

    SessionRow m_summary;
    InvocationList m_invocations;
    EventsModel m_events;
    LogModel m_logs;
};

} // namespace agentarium::views
