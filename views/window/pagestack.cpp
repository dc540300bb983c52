// SPDX-License-Identifier: Apache-2.0
#include "views/window/pagestack.h"

#include "views/doctor/doctorpage.h"
#include "views/session/sessionpage.h"
#include "views/start/startpage.h"
#include "views/workbench/workbench.h"

namespace agentarium::views {

PageStack::PageStack(Workbench& workbench, SampleRun& sample, RecentModel& recent, QWidget* parent)
    : QStackedWidget(parent)
    , m_workbench(workbench)
    , m_start(new StartPage(workbench, sample, recent))
    , m_doctor(new DoctorPage(workbench)) {
    addWidget(m_start);
    addWidget(m_doctor);
    connect(this, &QStackedWidget::currentChanged, this, &PageStack::pageChanged);
}

void PageStack::showStart() {
    setCurrentWidget(m_start);
}
void PageStack::showDoctor() {
    setCurrentWidget(m_doctor);
}
SessionPage* PageStack::session() const {
    return qobject_cast<SessionPage*>(currentWidget());
}

SessionPage* PageStack::showSession(const QString& sessionId, const QString& agent,
                                    const QString& qualifier) {
    SessionPage* page = nullptr;
    for (SessionPage* known : m_sessions)
        if (known->sessionId() == sessionId) page = known;
    if (!page) {
        page = new SessionPage(m_workbench, agent, qualifier, sessionId);
        connect(page, &SessionPage::changed, this, &PageStack::pageChanged);
        addWidget(page);
    }
    m_sessions.removeOne(page);
    m_sessions.append(page);
    setCurrentWidget(page);
    closeOldest();
    return page;
}

void PageStack::closeOldest() {
    for (int i = 0; m_sessions.size() > sessionPagesAtMost && i < m_sessions.size() - 1;) {
        if (m_sessions[i]->isBusy()) {
            ++i;
            continue;
        }
        SessionPage* page = m_sessions.takeAt(i);
        removeWidget(page);
        page->deleteLater();
    }
}

QString PageStack::location() const {
    if (const SessionPage* page = session())
        return QStringLiteral("session/%1/%2").arg(page->sessionId(), page->agent());
    return currentWidget() == m_doctor ? QStringLiteral("doctor") : QStringLiteral("start");
}

void PageStack::restore(const QString& location) {
    const QStringList parts = location.split(QLatin1Char('/'));
    if (parts.size() == 3 && parts[0] == QLatin1String("session")) {
        SessionPage* page = showSession(parts[1], parts[2], {});
        // It may have ended meanwhile; then its events are all there is.
        m_workbench.client().get(apiPath({QStringLiteral("sessions"), parts[1]}), page,
                                 [page](const QJsonObject& json) {
                                     page->showRecording(json.value(QLatin1String("recordingId")).toString());
                                 });
    } else if (location == QLatin1String("doctor")) {
        showDoctor();
    }
}

} // namespace agentarium::views
