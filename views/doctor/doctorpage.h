// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;
class QPushButton;

namespace agentarium::views {

class Chip;
class Workbench;
struct HostCheck;

/// What this host can do: each check with its state, reason and fix.
class DoctorPage : public QWidget {
    Q_OBJECT
public:
    explicit DoctorPage(Workbench& workbench, QWidget* parent = nullptr);

private:
    void refresh();
    void addCheck(QVBoxLayout* column, const HostCheck& check);

    Workbench& m_workbench;
    QLabel* m_sentence;
    QPushButton* m_again;
    QWidget* m_list;
};

} // namespace agentarium::views
