// SPDX-License-Identifier: Apache-2.0
#include "views/window/statusstrip.h"

#include "views/theme/fonts.h"
#include "views/widgets/elidedlabel.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"
#include "views/window/actions.h"
#include "views/workbench/workbench.h"

#include <QBoxLayout>
#include <QProgressBar>

namespace agentarium::views {

StatusStrip::StatusStrip(Workbench& workbench, Actions& actions, QWidget* parent)
    : QFrame(parent)
    , m_workbench(workbench)
    , m_host(new ElidedLabel)
    , m_progress(named(new QProgressBar, tr("Running Job")))
    , m_jobs(named(button({}, "status"), tr("Jobs")))
    , m_problems(named(button({}, "status"), tr("Problems"))) {
    setProperty("panel", QStringLiteral("foot"));
    setFixedHeight(26);
    auto* row = rowIn(this, 12, 0, 4);
    m_host->setProperty("shade", QStringLiteral("muted"));
    m_host->setFont(captionFont());
    row->addWidget(m_host, 1);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(120);
    row->addWidget(m_progress);
    for (QPushButton* entry : {m_jobs, m_problems}) {
        entry->setFont(captionFont());
        row->addWidget(entry);
    }
    connect(m_jobs, &QPushButton::clicked, actions.jobs, &QAction::trigger);
    connect(m_problems, &QPushButton::clicked, actions.problems, &QAction::trigger);
    connect(&workbench.host(), &HostStatus::changed, this, &StatusStrip::refreshHost);
    connect(&workbench, &Workbench::linkChanged, this, &StatusStrip::refreshHost);
    connect(&workbench.jobs(), &JobsModel::jobChanged, this, &StatusStrip::refreshJobs);
    connect(&workbench.problems(), &QAbstractItemModel::rowsInserted, this, &StatusStrip::refreshProblems);
    connect(&workbench.problems(), &QAbstractItemModel::rowsRemoved, this, &StatusStrip::refreshProblems);
    connect(&workbench.problems(), &QAbstractItemModel::modelReset, this, &StatusStrip::refreshProblems);
    refreshHost();
    refreshJobs();
    refreshProblems();
}

void StatusStrip::refreshHost() {
    QStringList parts;
    for (const HostCheck& check : m_workbench.host().checks())
        if (check.id == QLatin1String("libvirt") || check.id == QLatin1String("emulator"))
            parts << (check.reason.endsWith(QLatin1Char('.')) ? check.reason.chopped(1) : check.reason);
    if (m_workbench.link() == Workbench::Link::Connected)
        parts << tr("endpoint %1").arg(m_workbench.client().address().url.toString(QUrl::StripTrailingSlash));
    else
        parts << tr("not connected");
    m_host->setFullText(parts.join(QStringLiteral("     ")));
}

void StatusStrip::refreshJobs() {
    const int running = m_workbench.jobs().running();
    m_progress->setVisible(running > 0);
    const Job* shown = nullptr;
    for (const Job& job : m_workbench.jobs().jobs())
        if (job.isRunning()) shown = &job;
    if (shown) {
        m_progress->setRange(0, shown->fraction < 0 ? 0 : 1000);
        m_progress->setValue(int(shown->fraction * 1000));
    }
    m_jobs->setText(!shown         ? tr("Jobs")
                    : running == 1 ? shown->title
                                   : tr("%n job(s) running", nullptr, running));
}

void StatusStrip::refreshProblems() {
    const int count = m_workbench.problems().rowCount();
    m_problems->setText(count == 0 ? tr("No problems") : tr("%n problem(s)", nullptr, count));
}

} // namespace agentarium::views
