// SPDX-License-Identifier: Apache-2.0
#include "views/window/drawer.h"

#include "views/jobs/jobspanel.h"
#include "views/problems/problemspanel.h"
#include "views/theme/fonts.h"
#include "views/theme/icons.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"
#include "views/widgets/tabbar.h"
#include "views/workbench/workbench.h"

#include <QBoxLayout>
#include <QStackedWidget>
#include <QToolButton>

namespace agentarium::views {

Drawer::Drawer(Workbench& workbench, QWidget* parent)
    : QFrame(parent)
    , m_workbench(workbench)
    , m_tabs(named(new TabBar, tr("Drawer Tabs")))
    , m_pages(new QStackedWidget) {
    setProperty("panel", QStringLiteral("window"));
    setMinimumHeight(140);
    auto* head = panel("head");
    head->setFixedHeight(headPixels);
    auto* row = rowIn(head, 8);
    m_tabs->addTab(tr("Jobs"));
    m_tabs->addTab(tr("Problems"));
    row->addWidget(m_tabs, 0, Qt::AlignTop);
    row->addStretch();
    auto* dismissAll = named(button(tr("Dismiss All"), "small"), tr("Dismiss All Problems"));
    connect(dismissAll, &QPushButton::clicked, &workbench.problems(), &ProblemsModel::dismissAll);
    row->addWidget(dismissAll);
    auto* close = named(new QToolButton, tr("Close Drawer"));
    close->setIcon(themedIcon(QStringLiteral("close")));
    close->setToolTip(tr("Close"));
    close->setProperty("look", QStringLiteral("flat"));
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    row->addWidget(close);
    m_pages->addWidget(new JobsPanel(workbench));
    m_pages->addWidget(new ProblemsPanel(workbench.problems()));
    auto* column = columnIn(this);
    column->addWidget(head);
    column->addWidget(m_pages, 1);
    dismissAll->hide();
    connect(m_tabs, &QTabBar::currentChanged, this, [this, dismissAll](int tab) {
        m_pages->setCurrentIndex(tab);
        dismissAll->setVisible(tab == Problems);
    });
    connect(&workbench.jobs(), &JobsModel::jobChanged, this, &Drawer::refreshCounts);
    connect(&workbench.problems(), &QAbstractItemModel::rowsInserted, this, &Drawer::refreshCounts);
    connect(&workbench.problems(), &QAbstractItemModel::rowsRemoved, this, &Drawer::refreshCounts);
    connect(&workbench.problems(), &QAbstractItemModel::modelReset, this, &Drawer::refreshCounts);
    refreshCounts();
    hide();
}

void Drawer::refreshCounts() {
    const auto shown = [](int count) { return count > 0 ? count : -1; };
    m_tabs->setCount(Jobs, shown(m_workbench.jobs().running()));
    m_tabs->setCount(Problems, shown(m_workbench.problems().rowCount()));
}

void Drawer::open(Tab tab) {
    m_tabs->setCurrentIndex(tab);
    show();
}

void Drawer::toggle(Tab tab) {
    if (isVisible() && m_tabs->currentIndex() == tab)
        hide();
    else
        open(tab);
}

} // namespace agentarium::views
