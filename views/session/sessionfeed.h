// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/projection/session_view.h"
#include "views/client/sessionevent.h"
#include "views/navigator/sessionrow.h"
#include "views/session/eventsmodel.h"
#include "views/session/invocationrecord.h"
#include "views/session/logmodel.h"

#include <QObject>

namespace agentarium::views {

/// One life of a session as its events tell it, live or long over: state with reason, start, invocations,
/// events, logs.
class SessionFeed : public QObject {
    Q_OBJECT
public:
    explicit SessionFeed(const QString& recordingId, QObject* parent = nullptr);

    void append(const SessionEvents& events);

    const QString& recordingId() const { return m_recordingId; }
    const SessionRow& summary() const { return m_summary; }
    const InvocationRecords& invocations() const { return m_invocations; }
    EventsModel& events() { return m_events; }
    LogModel& logs() { return m_logs; }

signals:
    void summaryChanged();
    void invocationsChanged();
    void countsChanged();

private:
    void refreshInvocations();

    QString m_recordingId;
    projection::SessionView m_view;
    SessionRow m_summary;
    QHash<QString, InvocationExtras> m_extras;
    InvocationRecords m_invocations;
    EventsModel m_events;
    LogModel m_logs;
};

} // namespace agentarium::views
