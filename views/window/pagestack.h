// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QStackedWidget>

namespace agentarium::views {

class DoctorPage;
class RecentModel;
class SampleRun;
class SessionPage;
class StartPage;
class Workbench;

/// The pages in the centre: start, doctor, and one for each session that was opened.
class PageStack : public QStackedWidget {
    Q_OBJECT
public:
    static constexpr int sessionPagesAtMost = 16;

    PageStack(Workbench& workbench, SampleRun& sample, RecentModel& recent, QWidget* parent = nullptr);

    void showStart();
    void showDoctor();
    /// The page of a session, made when there is none.
    SessionPage* showSession(const QString& sessionId, const QString& agent, const QString& qualifier);
    SessionPage* session() const; ///< the page in front, or nullptr
    StartPage& start() { return *m_start; }

    /// "start", "doctor" or "session/<id>/<agent>/<qualifier>": what is in front, for the next start.
    QString location() const;
    void restore(const QString& location);

signals:
    void pageChanged();

private:
    void closeOldest();

    Workbench& m_workbench;
    StartPage* m_start;
    DoctorPage* m_doctor;
    QList<SessionPage*> m_sessions; ///< the one used last is last
};

} // namespace agentarium::views
