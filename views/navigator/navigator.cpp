// SPDX-License-Identifier: Apache-2.0
#include "views/navigator/navigator.h"

#include "views/navigator/recentmodel.h"
#include "views/navigator/sectiontree.h"
#include "views/theme/fonts.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"
#include "views/workbench/workbench.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QMenu>
#include <QMessageBox>
#include <QScrollArea>

namespace agentarium::views {

namespace {

QLabel* sectionTitle(const QString& text) {
    QLabel* title = label(text, "muted");
    title->setFont(sectionFont());
    title->setContentsMargins(12, 14, 12, 6);
    return title;
}

} // namespace

Navigator::Navigator(Workbench& workbench, RecentModel& recent, QWidget* parent)
    : QFrame(parent)
    , m_workbench(workbench)
    , m_recentModel(recent)
    , m_agents(new SectionTree(tr("Agents")))
    , m_sessions(new SectionTree(tr("Live Sessions")))
    , m_recent(new SectionTree(tr("Ended Sessions")))
    , m_recentTitle(sectionTitle(tr("Ended Sessions")))
    , m_noAgents(new QWidget)
    , m_noSessions(paragraph(tr("A session appears here when an agent is invoked."), "muted")) {
    setProperty("panel", QStringLiteral("side"));
    setAccessibleName(tr("Navigator"));

    auto* content = panel("window");
    auto* column = columnIn(content);
    column->addWidget(sectionTitle(tr("Agents")));
    auto* hint = columnIn(m_noAgents, 12, 0, 8);
    hint->addWidget(paragraph(tr("Deployed agents appear here with their versions and endpoints."), "muted"));
    QPushButton* deploy = named(button(tr("Deploy an Agent…"), "small"), tr("Deploy an Agent"));
    connect(deploy, &QPushButton::clicked, this, &Navigator::deployWanted);
    hint->addWidget(deploy, 0, Qt::AlignLeft);
    column->addWidget(m_noAgents);
    column->addWidget(m_agents);
    column->addWidget(sectionTitle(tr("Live Sessions")));
    m_noSessions->setContentsMargins(12, 0, 12, 0);
    column->addWidget(m_noSessions);
    m_sessions->setRootIsDecorated(false);
    column->addWidget(m_sessions);
    column->addWidget(m_recentTitle);
    m_recent->setRootIsDecorated(false);
    column->addWidget(m_recent);
    column->addStretch();

    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    columnIn(this)->addWidget(scroll);

    m_agents->setModel(&workbench.agents());
    m_sessions->setModel(&workbench.sessions());
    m_recent->setModel(&recent);
    for (int i = 1; i < SessionsModel::ColumnCount; ++i)
        m_sessions->setColumnHidden(i, true);
    for (int i = 1; i < RecentModel::ColumnCount; ++i)
        m_recent->setColumnHidden(i, true);

    connect(m_agents, &SectionTree::chosen, this, [this](const QModelIndex& index) {
        emit agentChosen(index.data(AgentRole).toString(), index.data(QualifierRole).toString());
    });
    connect(m_sessions, &SectionTree::chosen, this,
            [this](const QModelIndex& index) { emit sessionChosen(index.data(SessionRole).toString()); });
    connect(m_recent, &SectionTree::chosen, this, [this](const QModelIndex& index) {
        emit recordingChosen(index.data(SessionRole).toString(), index.data(RecordingRole).toString(),
                             index.data(AgentRole).toString(), index.data(QualifierRole).toString());
    });
    connect(m_agents, &QWidget::customContextMenuRequested, this, &Navigator::showAgentMenu);
    connect(m_sessions, &QWidget::customContextMenuRequested, this, &Navigator::showSessionMenu);
    for (QAbstractItemModel* model : {static_cast<QAbstractItemModel*>(&workbench.agents()),
                                      static_cast<QAbstractItemModel*>(&workbench.sessions()),
                                      static_cast<QAbstractItemModel*>(&recent)}) {
        connect(model, &QAbstractItemModel::rowsInserted, this, &Navigator::refreshEmptyStates);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &Navigator::refreshEmptyStates);
    }
    refreshEmptyStates();
}

void Navigator::refreshEmptyStates() {
    m_noAgents->setVisible(m_workbench.agents().rowCount() == 0);
    m_noSessions->setVisible(m_workbench.sessions().rowCount() == 0);
    m_recentTitle->setVisible(m_recentModel.rowCount() > 0);
    m_recent->setVisible(m_recentModel.rowCount() > 0);
}

QString Navigator::currentAgent() const {
    return m_agents->currentIndex().data(AgentRole).toString();
}
QString Navigator::currentQualifier() const {
    return m_agents->currentIndex().data(QualifierRole).toString();
}
void Navigator::focusAgents() {
    m_agents->setFocus(Qt::ShortcutFocusReason);
}

void Navigator::selectSession(const QString& sessionId) {
    for (int row = 0; row < m_workbench.sessions().rowCount(); ++row) {
        const QModelIndex index = m_workbench.sessions().index(row, 0);
        if (index.data(SessionRole).toString() == sessionId) {
            m_sessions->setCurrentIndex(index);
            return;
        }
    }
    m_sessions->setCurrentIndex({});
}

void Navigator::showAgentMenu(const QPoint& at) {
    const QModelIndex index = m_agents->indexAt(at);
    if (!index.isValid()) return;
    const QString agent = index.data(AgentRole).toString();
    const QString qualifier = index.data(QualifierRole).toString();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("New Session"), this,
                    [this, agent, qualifier] { emit newSessionWanted(agent, qualifier); });
    menu->addAction(tr("Copy ARN"), this, [this, agent] {
        QApplication::clipboard()->setText(
            m_workbench.agents().agent(agent).value(QLatin1String("agentRuntimeArn")).toString());
    });
    menu->addSeparator();
    menu->addAction(tr("Delete Agent…"), this, [this, agent] { confirmDelete(agent); });
    menu->popup(m_agents->viewport()->mapToGlobal(at));
}

void Navigator::showSessionMenu(const QPoint& at) {
    const QModelIndex index = m_sessions->indexAt(at);
    if (!index.isValid()) return;
    const QString session = index.data(SessionRole).toString();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy Session ID"), this, [session] { QApplication::clipboard()->setText(session); });
    menu->addAction(tr("Stop Session"), this, [this, session] { m_workbench.stopSession(session); });
    menu->popup(m_sessions->viewport()->mapToGlobal(at));
}

void Navigator::confirmDelete(const QString& agent) {
    auto* box = new QMessageBox(QMessageBox::Question, tr("Delete Agent"),
                                tr("Delete the agent “%1” with all its versions?").arg(agent),
                                QMessageBox::Cancel, window());
    box->setInformativeText(tr("Its live sessions are stopped. What they recorded stays."));
    QPushButton* yes = box->addButton(tr("Delete Agent"), QMessageBox::DestructiveRole);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(yes, &QPushButton::clicked, this, [this, agent] { m_workbench.deleteAgent(agent); });
    box->open();
}

} // namespace agentarium::views
