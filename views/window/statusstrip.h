// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;

namespace agentarium::views {

class Actions;
class ElidedLabel;
class Workbench;

/// The line at the bottom: what the runtime stands on, the job that runs, the problems.
class StatusStrip : public QFrame {
    Q_OBJECT
public:
    StatusStrip(Workbench& workbench, Actions& actions, QWidget* parent = nullptr);

private:
    void refreshHost();
    void refreshJobs();
    void refreshProblems();

    Workbench& m_workbench;
    ElidedLabel* m_host;
    QProgressBar* m_progress;
    QPushButton* m_jobs;
    QPushButton* m_problems;
};

} // namespace agentarium::views
