// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace agentarium::views {

class Actions;
class CommandField;
class Dot;
class Workbench;

/// The strip at the top: what is done most, the command field, the host, the live sessions.
class ToolStrip : public QFrame {
    Q_OBJECT
public:
    ToolStrip(Workbench& workbench, Actions& actions, QWidget* parent = nullptr);
    CommandField& commandField() { return *m_field; }
    /// Where the menu of agents for New Session opens.
    QPoint newSessionCorner() const;

private:
    QPushButton* actionButton(QAction* action, const char* look, const QString& text = {});
    void refresh();

    Workbench& m_workbench;
    CommandField* m_field;
    QPushButton* m_newSession;
    QPushButton* m_host;
    QLabel* m_sessions;
};

} // namespace agentarium::views
