// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/jobs/job.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;

namespace agentarium::views {

class ElidedLabel;

/// One job: its name, phase and progress; cancel while it runs, its log on request.
class JobRow : public QFrame {
    Q_OBJECT
public:
    explicit JobRow(const Job& job, QWidget* parent = nullptr);
    void setJob(const Job& job);

signals:
    void cancelWanted(const QString& id);

private:
    Job m_job;
    QLabel* m_mark;
    QLabel* m_title;
    ElidedLabel* m_progressText;
    QProgressBar* m_bar;
    QPushButton* m_cancel;
    QPushButton* m_logButton;
    QLabel* m_log;
};

} // namespace agentarium::views
