// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

class QStackedWidget;

namespace agentarium::views {

class TabBar;
class Workbench;

/// Jobs and problems, below the page, when they are wanted.
class Drawer : public QFrame {
    Q_OBJECT
public:
    enum Tab { Jobs, Problems };

    explicit Drawer(Workbench& workbench, QWidget* parent = nullptr);
    /// Shows a tab; the one that is shown already is closed.
    void toggle(Tab tab);
    void open(Tab tab);

private:
    void refreshCounts();

    Workbench& m_workbench;
    TabBar* m_tabs;
    QStackedWidget* m_pages;
};

} // namespace agentarium::views
