// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/deploy/deployspec.h"
#include "views/jobs/job.h"

#include <QDialog>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace agentarium::views {

class FailurePanel;
class Workbench;

/// Deploy Agent: the form, then the job's progress, then the new version or the tool's own error. Never
/// modal.
class DeployDialog : public QDialog {
    Q_OBJECT
public:
    explicit DeployDialog(Workbench& workbench, QWidget* parent = nullptr);
    void setPath(const QString& path);

signals:
    /// A version is there.
    void deployed(const QString& agent);

private:
    void makeForm(QFormLayout* form);
    QLabel* note(QFormLayout* form);
    DeploySpec spec() const;
    void validate();
    void deploy();
    void onJob(const Job& job);
    void showError(const ApiError& error);
    void setRunning(bool running);

    Workbench& m_workbench;
    QWidget* m_formWidget;
    QLineEdit* m_path;
    QLabel* m_pathNote;
    QLineEdit* m_name;
    QLabel* m_nameNote;
    QLineEdit* m_entrypoint;
    QComboBox* m_protocol;
    QSpinBox* m_memory;
    QComboBox* m_egress;
    QLineEdit* m_hosts;
    QLabel* m_egressNote;
    QPlainTextEdit* m_env;
    QLabel* m_envNote;
    QLabel* m_progressText;
    QProgressBar* m_progress;
    FailurePanel* m_failure;
    QPushButton* m_deploy;
    QPushButton* m_cancelJob;
    QString m_job;
    bool m_nameIsOwn = false; ///< the person typed the name
    bool m_running = false;
};

} // namespace agentarium::views
