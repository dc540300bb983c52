// SPDX-License-Identifier: Apache-2.0
#include "views/session/sessionfeed.h"

#include "views/client/json.h"

namespace agentarium::views {

SessionFeed::SessionFeed(const QString& recordingId, QObject* parent)
    : QObject(parent), m_recordingId(recordingId) {}

void SessionFeed::append(const SessionEvents& events) {
    bool invocations = false;
    for (const SessionEvent& event : events) {
        if (event.kind.startsWith(QLatin1String("log."))) continue;
        try {
            m_view.apply(toCore(event.toJson()));
        } catch (const nlohmann::json::exception&) {
            continue; // an event of another form is shown in the table and adds up to nothing
        }
        if (event.kind.startsWith(QLatin1String("invocation."))) {
            takeExtras(m_extras, event);
            invocations = true;
        }
    }
    const qint64 nowNs = QDateTime::currentMSecsSinceEpoch() * 1'000'000;
    m_summary = SessionRow::fromJson(toQt(m_view.toJson(nowNs)));
    m_summary.recordingId = m_recordingId;
    m_events.append(events);
    m_logs.append(events);
    if (invocations) refreshInvocations();
    emit summaryChanged();
    emit countsChanged();
}

void SessionFeed::refreshInvocations() {
    const auto& views = m_view.invocations();
    // Earlier ones that are over do not change any more.
    qsizetype first = 0;
    while (first < m_invocations.size() && m_invocations[first].isOver())
        ++first;
    m_invocations.resize(first);
    for (std::size_t i = std::size_t(first); i < views.size(); ++i)
        m_invocations.append(
            InvocationRecord::from(views[i], m_extras.value(QString::fromStdString(views[i].id))));
    emit invocationsChanged();
}

} // namespace agentarium::views
