// SPDX-License-Identifier: Apache-2.0
#include "views/start/samplesteps.h"

#include "views/start/samplerun.h"
#include "views/theme/fonts.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"

#include <QGridLayout>
#include <QProgressBar>

namespace agentarium::views {

namespace {
struct Mark {
    QString text;
    const char* shade;
};

Mark markOf(SampleRun::State state) {
    switch (state) {
    case SampleRun::State::Done:
        return {QString(QChar(0x2713)), "ok"};
    case SampleRun::State::Failed:
        return {QString(QChar(0x2715)), "error"};
    case SampleRun::State::Running:
        return {QString(QChar(0x25CF)), ""};
    case SampleRun::State::Waiting:
        break;
    }
    return {QString(QChar(0x25CB)), "muted"};
}
} // namespace

SampleSteps::SampleSteps(SampleRun& run, QWidget* parent)
    : QFrame(parent), m_run(run), m_progress(named(new QProgressBar, tr("Sample Progress"))) {
    setAccessibleName(tr("Sample Steps"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 4, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(2, 1);
    const QStringList titles{tr("Guest image"), tr("Agent “hello” deployed"), tr("First answer")};
    for (int i = 0; i < titles.size(); ++i) {
        Line line{label({}), label({}, "muted")};
        line.mark->setFixedWidth(16);
        line.mark->setAlignment(Qt::AlignCenter);
        line.detail->setFont(captionFont());
        line.detail->setWordWrap(true);
        grid->addWidget(line.mark, i, 0, Qt::AlignTop);
        grid->addWidget(label(titles[i]), i, 1, Qt::AlignTop);
        grid->addWidget(line.detail, i, 2);
        m_lines.append(line);
    }
    m_progress->setTextVisible(false);
    grid->addWidget(m_progress, int(titles.size()), 1, 1, 2);
    connect(&run, &SampleRun::changed, this, &SampleSteps::refresh);
    refresh();
}

void SampleSteps::refresh() {
    bool began = false;
    for (int i = 0; i < SampleRun::StepCount; ++i) {
        const auto step = SampleRun::Step(i);
        const Mark mark = markOf(m_run.state(step));
        m_lines[i].mark->setText(mark.text);
        setLook(m_lines[i].mark, "shade", QString::fromLatin1(mark.shade));
        m_lines[i].detail->setText(m_run.detail(step));
        setLook(m_lines[i].detail, "shade",
                m_run.state(step) == SampleRun::State::Failed ? QStringLiteral("error")
                                                              : QStringLiteral("muted"));
        began = began || m_run.state(step) != SampleRun::State::Waiting;
    }
    m_progress->setVisible(m_run.isRunning());
    m_progress->setRange(0, m_run.fraction() < 0 ? 0 : 1000);
    m_progress->setValue(int(m_run.fraction() * 1000));
    setVisible(began);
}

} // namespace agentarium::views
