// SPDX-License-Identifier: Apache-2.0
// What the window opens: dialogs, pages, sessions, and the list of everything the command field finds.
#include "views/deploy/deploydialog.h"
#include "views/navigator/navigator.h"
#include "views/navigator/recentmodel.h"
#include "views/session/sessionpage.h"
#include "views/start/samplerun.h"
#include "views/window/actions.h"
#include "views/window/mainwindow.h"
#include "views/window/pagestack.h"
#include "views/window/toolstrip.h"
#include "views/workbench/workbench.h"

#include <QMenu>
#include <QMessageBox>

namespace agentarium::views {

void MainWindow::openDeploy(const QString& path) {
    const bool behind = m_deploy && m_deploy->isVisible();
    if (!m_deploy) {
        m_deploy = new DeployDialog(m_workbench, this);
        m_deploy->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_deploy, &DeployDialog::deployed, this, [this](const QString& agent) {
            if (!agent.isEmpty()) openAgent(agent, {});
        });
    }
    if (!path.isEmpty()) m_deploy->setPath(path);
    m_deploy->show();
    if (behind) {
        m_deploy->raise();
        m_deploy->activateWindow();
    }
}

void MainWindow::newSession() {
    const QStringList agents = m_workbench.agents().readyNames();
    if (agents.size() == 1) {
        openNewSession(agents.first(), {});
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const QString& agent : agents)
        menu->addAction(agent, this, [this, agent] { openNewSession(agent, {}); });
    menu->popup(m_tools->newSessionCorner());
}

void MainWindow::openNewSession(const QString& agent, const QString& qualifier) {
    SessionPage* page = m_pages->showSession(SessionPage::newSessionId(agent), agent, qualifier);
    page->start();
    page->focusRequest();
}

void MainWindow::openAgent(const QString& agent, const QString& qualifier) {
    // The page in front is already of this agent and has no session yet: it is what is wanted.
    if (SessionPage* page = m_pages->session();
        page && page->agent() == agent && !page->isLive() && qualifier.isEmpty())
        return;
    m_pages->showSession(SessionPage::newSessionId(agent), agent, qualifier)->focusRequest();
}

void MainWindow::openSession(const QString& sessionId) {
    if (const auto row = m_workbench.sessions().session(sessionId))
        m_pages->showSession(sessionId, row->agent, row->qualifier);
}

void MainWindow::openRecording(const QString& sessionId, const QString& recordingId, const QString& agent,
                               const QString& qualifier) {
    m_pages->showSession(sessionId, agent, qualifier)->showRecording(recordingId);
}

void MainWindow::runSample(const QString& agent) {
    SessionPage* page = m_pages->showSession(SessionPage::newSessionId(agent), agent, {});
    page->setRequestText(QStringLiteral("{\n  \"prompt\": \"Hello\"\n}"));
    connect(page, &SessionPage::answered, m_sample, &SampleRun::setAnswered);
    page->send();
}

void MainWindow::about() {
    auto* box =
        new QMessageBox(QMessageBox::NoIcon, tr("About Agentarium"),
                        tr("Agentarium %1").arg(QStringLiteral(AGENTARIUM_VERSION)), QMessageBox::Ok, this);
    box->setInformativeText(
        tr("A desktop workbench for building, running and observing AI-agent runtimes. Apache License 2.0."));
    box->setIconPixmap(QIcon(QStringLiteral(":/icons/agentarium.svg")).pixmap(64, 64));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

std::vector<Command> MainWindow::commands() {
    std::vector<Command> result;
    for (QAction* action : m_actions->all())
        if (action != m_actions->findCommand)
            result.push_back({action->text(), tr("Action"),
                              action->shortcut().toString(QKeySequence::NativeText), action->isEnabled(),
                              [action] { action->trigger(); }});
    for (const SessionRow& row : m_workbench.sessions().rows())
        result.push_back(
            {row.sessionId, tr("Live session"), {}, true, [this, id = row.sessionId] { openSession(id); }});
    const QStringList agents = m_workbench.agents().readyNames();
    for (const QString& agent : agents)
        result.push_back({tr("New Session of %1").arg(agent), tr("Agent"), {}, true, [this, agent] {
                              openNewSession(agent, {});
                          }});
    for (const SessionRow& row : m_recent->rows())
        result.push_back({row.sessionId, tr("Ended session"), {}, true, [this, row] {
                              openRecording(row.sessionId, row.recordingId, row.agent, row.qualifier);
                          }});
    return result;
}

} // namespace agentarium::views
