// SPDX-License-Identifier: Apache-2.0
#include "views/jobs/jobspanel.h"

#include "views/jobs/jobrow.h"
#include "views/widgets/emptystate.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"
#include "views/workbench/workbench.h"

#include <QBoxLayout>
#include <QScrollArea>

namespace agentarium::views {

namespace {
constexpr int rowsAtMost = 40;
}

JobsPanel::JobsPanel(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_empty(new EmptyState(tr("No Jobs"), tr("Long work, such as building the guest image or deploying an "
                                               "agent, appears here with its progress."))) {
    auto* content = panel("window");
    m_rows = columnIn(content);
    m_rows->addStretch();
    auto* scroll = named(new QScrollArea, tr("Jobs"));
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    m_scroll = scroll;
    auto* column = columnIn(this);
    column->addWidget(m_empty);
    column->addWidget(m_scroll);
    m_scroll->hide();
    connect(&workbench.jobs(), &JobsModel::jobChanged, this, &JobsPanel::show);
    const auto& jobs = workbench.jobs().jobs();
    for (auto it = jobs.rbegin(); it != jobs.rend(); ++it)
        show(*it);
}

void JobsPanel::show(const Job& job) {
    if (JobRow* row = m_known.value(job.id)) {
        row->setJob(job);
        return;
    }
    auto* row = new JobRow(job);
    row->setObjectName(job.id);
    connect(row, &JobRow::cancelWanted, &m_workbench, &Workbench::cancelJob);
    // Newest first, also when a whole list arrives newest first.
    int at = 0;
    const auto& jobs = m_workbench.jobs().jobs();
    for (const Job& other : jobs) {
        if (other.id == job.id) break;
        if (m_known.contains(other.id)) ++at;
    }
    m_rows->insertWidget(at, row);
    m_known.insert(job.id, row);
    if (m_known.size() > rowsAtMost) {
        QWidget* oldest = m_rows->itemAt(m_rows->count() - 2)->widget();
        m_known.remove(oldest->objectName());
        oldest->deleteLater();
        m_rows->removeWidget(oldest);
    }
    m_empty->hide();
    m_scroll->show();
}

} // namespace agentarium::views
