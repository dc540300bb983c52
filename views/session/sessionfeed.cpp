// SPDX-License-Identifier: Apache-2.0
#include "views/session/sessionfeed.h"

namespace agentarium::views {

SessionFeed::SessionFeed(QObject* parent) : QObject(parent) {}

void SessionFeed::append(const SessionEvents& events) {
    bool summary = false;
    bool invocations = false;
    for (const SessionEvent& event : events) {
        invocations = m_invocations.take(event) || invocations;
        summary = takeSummary(event) || summary;
    }
    m_events.append(events);
    m_logs.append(events);
    if (summary) emit summaryChanged();
    if (invocations) emit invocationsChanged();
    emit countsChanged();
}

void SessionFeed::clear() {
    m_summary = {};
    m_invocations.clear();
    m_events.clear();
    m_logs.clear();
    emit summaryChanged();
    emit invocationsChanged();
    emit countsChanged();
}

bool SessionFeed::takeSummary(const SessionEvent& event) {
    const QJsonObject& b = event.body;
    const auto text = [&b](const char* key) { return b.value(QLatin1String(key)).toVariant().toString(); };
    SessionRow& s = m_summary;
    if (event.kind == QLatin1String("session.created")) {
        s.sessionId = text("sessionId");
        s.agent = text("agent");
        s.qualifier = text("qualifier");
        s.version = text("version").toInt();
        s.idleTimeoutSeconds = b.value(QLatin1String("idleTimeoutSeconds")).toDouble();
        s.startedAt = event.wall;
        const double life = b.value(QLatin1String("maxLifetimeSeconds")).toDouble();
        if (life > 0) s.endsAt = event.wall.addSecs(qint64(life));
    } else if (event.kind == QLatin1String("session.state")) {
        s.state = text("state");
        s.cause = text("cause");
        s.reason = text("detail");
        if (s.isEnded()) s.endedAt = event.wall;
    } else if (event.kind == QLatin1String("session.started")) {
        s.startKind = text("kind");
        s.startMs = b.value(QLatin1String("ms")).toDouble();
        s.phases = b.value(QLatin1String("phases")).toArray();
    } else if (event.kind == QLatin1String("agent.ping")) {
        s.ping = text("status");
    } else {
        return false;
    }
    return true;
}

} // namespace agentarium::views
