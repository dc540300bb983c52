// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace agentarium::views {

class Dot;
class RecentModel;
class RowTable;
class SampleRun;
class Workbench;

/// What a person meets first: is this host ready, run the sample, deploy a folder, what was done before.
class StartPage : public QWidget {
    Q_OBJECT
public:
    StartPage(Workbench& workbench, SampleRun& sample, RecentModel& recent, QWidget* parent = nullptr);

signals:
    void doctorWanted();
    void deployWanted();
    void recordingChosen(const QString& sessionId, const QString& recordingId, const QString& agent,
                         const QString& qualifier);

private:
    QWidget* makeHost();
    QWidget* makeSample();
    QWidget* makeDeploy();
    QWidget* makeRecent();
    void refresh();

    Workbench& m_workbench;
    SampleRun& m_sample;
    RecentModel& m_recent;
    Dot* m_hostDot;
    QLabel* m_hostText;
    QLabel* m_hostFix;
    QPushButton* m_run;
    QPushButton* m_deploy;
    RowTable* m_recentTable;
    QLabel* m_noRecent;
};

} // namespace agentarium::views
