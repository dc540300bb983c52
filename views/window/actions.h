// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QList>
#include <QObject>

namespace agentarium::views {

/// Every action of the window with its name and shortcut. Menus, tool bar and command field show these and no
/// others.
class Actions : public QObject {
    Q_OBJECT
public:
    explicit Actions(QWidget* window);

    QAction* deploy;
    QAction* newSession;
    QAction* invoke;
    QAction* cancel;
    QAction* stopSession;
    QAction* buildImage;
    QAction* runSample;
    QAction* start;
    QAction* doctor;
    QAction* jobs;
    QAction* problems;
    QAction* findCommand;
    QAction* focusNavigator;
    QAction* themeSystem;
    QAction* themeLight;
    QAction* themeDark;
    QAction* about;
    QAction* quit;

    /// In the order the command field shows them.
    const QList<QAction*>& all() const { return m_all; }

private:
    QAction* make(const QString& text, const QKeySequence& shortcut = {});
    QWidget* m_window;
    QList<QAction*> m_all;
};

} // namespace agentarium::views
