// SPDX-License-Identifier: Apache-2.0
#include "views/jobs/jobrow.h"

#include "views/theme/fonts.h"
#include "views/widgets/elidedlabel.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"

#include <QBoxLayout>
#include <QProgressBar>

namespace agentarium::views {

namespace {
constexpr int logLinesShown = 12;
}

JobRow::JobRow(const Job& job, QWidget* parent)
    : QFrame(parent)
    , m_mark(label({}))
    , m_title(label(job.title))
    , m_progressText(new ElidedLabel)
    , m_bar(named(new QProgressBar, tr("Progress of %1").arg(job.title)))
    , m_cancel(named(button(tr("Cancel"), "small"), tr("Cancel %1").arg(job.title)))
    , m_logButton(named(button(tr("Log"), "flat"), tr("Log of %1").arg(job.title)))
    , m_log(paragraph({}, "muted")) {
    setProperty("panel", QStringLiteral("head"));
    auto* column = columnIn(this, 12, 5, 4);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    m_mark->setFixedWidth(14);
    row->addWidget(m_mark);
    m_title->setMinimumWidth(220);
    row->addWidget(m_title);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(160);
    row->addWidget(m_bar);
    m_progressText->setProperty("shade", QStringLiteral("muted"));
    row->addWidget(m_progressText, 1);
    m_logButton->setCheckable(true);
    row->addWidget(m_logButton);
    row->addWidget(m_cancel);
    column->addLayout(row);
    m_log->setFont(monoFont());
    m_log->setContentsMargins(26, 0, 0, 4);
    m_log->hide();
    column->addWidget(m_log);
    connect(m_cancel, &QPushButton::clicked, this, [this] { emit cancelWanted(m_job.id); });
    connect(m_logButton, &QPushButton::toggled, m_log, &QWidget::setVisible);
    setJob(job);
}

void JobRow::setJob(const Job& job) {
    m_job = job;
    const bool failed = job.state == QLatin1String("failed");
    m_mark->setText(job.isRunning() ? QString(QChar(0x25CF))
                    : failed        ? QString(QChar(0x2715))
                                    : QString(QChar(0x2713)));
    setLook(m_mark, "shade",
            job.isRunning() ? QString()
            : failed        ? QStringLiteral("error")
                            : QStringLiteral("ok"));
    m_progressText->setFullText(job.progressText());
    m_bar->setVisible(job.isRunning());
    m_bar->setRange(0, job.fraction < 0 ? 0 : 1000);
    m_bar->setValue(int(job.fraction * 1000));
    m_cancel->setVisible(job.isRunning());
    m_logButton->setVisible(!job.log.isEmpty());
    m_log->setText(job.log.mid(qMax<qsizetype>(0, job.log.size() - logLinesShown)).join(QLatin1Char('\n')));
}

} // namespace agentarium::views
