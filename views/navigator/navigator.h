// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

class QLabel;

namespace agentarium::views {

class RecentModel;
class SectionTree;
class Workbench;

/// The column on the left: agents, and the sessions that live.
class Navigator : public QFrame {
    Q_OBJECT
public:
    Navigator(Workbench& workbench, RecentModel& recent, QWidget* parent = nullptr);

    /// The agent under the cursor, or empty.
    QString currentAgent() const;
    QString currentQualifier() const;
    void selectSession(const QString& sessionId);
    void focusAgents();

signals:
    void agentChosen(const QString& agent, const QString& qualifier);
    void sessionChosen(const QString& sessionId);
    void newSessionWanted(const QString& agent, const QString& qualifier);
    void recordingChosen(const QString& sessionId, const QString& recordingId, const QString& agent,
                         const QString& qualifier);
    void deployWanted();

private:
    void showAgentMenu(const QPoint& at);
    void showSessionMenu(const QPoint& at);
    void refreshEmptyStates();
    void confirmDelete(const QString& agent);

    Workbench& m_workbench;
    RecentModel& m_recentModel;
    SectionTree* m_agents;
    SectionTree* m_sessions;
    SectionTree* m_recent;
    QWidget* m_recentTitle;
    QWidget* m_noAgents;
    QLabel* m_noSessions;
};

} // namespace agentarium::views
