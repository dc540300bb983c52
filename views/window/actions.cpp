// SPDX-License-Identifier: Apache-2.0
#include "views/window/actions.h"

#include <QActionGroup>
#include <QWidget>

namespace agentarium::views {

QAction* Actions::make(const QString& text, const QKeySequence& shortcut) {
    auto* action = new QAction(text, this);
    action->setShortcut(shortcut);
    m_window->addAction(action);
    m_all.append(action);
    return action;
}

Actions::Actions(QWidget* window) : QObject(window), m_window(window) {
    deploy = make(tr("Deploy Agent…"), QKeySequence(QStringLiteral("Ctrl+D")));
    newSession = make(tr("New Session"), QKeySequence(QStringLiteral("Ctrl+N")));
    invoke = make(tr("Invoke"), QKeySequence(QStringLiteral("Ctrl+Return")));
    cancel = make(tr("Cancel Invocation"), QKeySequence(QStringLiteral("Ctrl+.")));
    stopSession = make(tr("Stop Session"), QKeySequence(QStringLiteral("Ctrl+Shift+S")));
    runSample = make(tr("Run the Sample Agent"));
    buildImage = make(tr("Build Guest Image"));
    start = make(tr("Show Start Page"), QKeySequence(QStringLiteral("Alt+Home")));
    doctor = make(tr("Show Doctor"), QKeySequence(QStringLiteral("Ctrl+Shift+D")));
    jobs = make(tr("Show Jobs"), QKeySequence(QStringLiteral("Ctrl+Shift+J")));
    problems = make(tr("Show Problems"), QKeySequence(QStringLiteral("Ctrl+Shift+M")));
    findCommand = make(tr("Find a Command"), QKeySequence(QStringLiteral("Ctrl+K")));
    focusNavigator = make(tr("Go to Navigator"), QKeySequence(QStringLiteral("Ctrl+0")));
    themeSystem = make(tr("System Theme"));
    themeLight = make(tr("Light Theme"));
    themeDark = make(tr("Dark Theme"));
    about = make(tr("About Agentarium"));
    quit = make(tr("Quit"), QKeySequence(QKeySequence::Quit));
    quit->setMenuRole(QAction::QuitRole);
    about->setMenuRole(QAction::AboutRole);

    auto* themes = new QActionGroup(this);
    for (QAction* theme : {themeSystem, themeLight, themeDark}) {
        theme->setCheckable(true);
        themes->addAction(theme);
    }
    for (QAction* perSession : {invoke, cancel, stopSession})
        perSession->setEnabled(false);
}

} // namespace agentarium::views
