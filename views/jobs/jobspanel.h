// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QWidget>

class QVBoxLayout;

namespace agentarium::views {

class EmptyState;
class JobRow;
class Workbench;
struct Job;

/// Long work of the runtime, newest first; nothing here is modal.
class JobsPanel : public QWidget {
    Q_OBJECT
public:
    explicit JobsPanel(Workbench& workbench, QWidget* parent = nullptr);

private:
    void show(const Job& job);

    Workbench& m_workbench;
    EmptyState* m_empty;
    QWidget* m_scroll;
    QVBoxLayout* m_rows;
    QHash<QString, JobRow*> m_known;
};

} // namespace agentarium::views
