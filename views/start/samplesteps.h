// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

class QLabel;
class QProgressBar;

namespace agentarium::views {

class SampleRun;

/// The steps of the sample's run with their marks and what each is doing.
class SampleSteps : public QFrame {
    Q_OBJECT
public:
    explicit SampleSteps(SampleRun& run, QWidget* parent = nullptr);

private:
    void refresh();

    struct Line {
        QLabel* mark;
        QLabel* detail;
    };
    SampleRun& m_run;
    QList<Line> m_lines;
    QProgressBar* m_progress;
};

} // namespace agentarium::views
