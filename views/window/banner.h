// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

class QLabel;

namespace agentarium::views {

class Workbench;

/// Says that the daemon is not there, why, and lets a person try at once. Gone when it is back.
class Banner : public QFrame {
    Q_OBJECT
public:
    explicit Banner(Workbench& workbench, QWidget* parent = nullptr);

private:
    void refresh();
    Workbench& m_workbench;
    QLabel* m_text;
};

} // namespace agentarium::views
