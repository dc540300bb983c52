// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace agentarium::views {

class EmptyState;
class ProblemsModel;
struct Problem;

/// What went wrong, each with cause and fix, until it is dismissed.
class ProblemsPanel : public QWidget {
    Q_OBJECT
public:
    explicit ProblemsPanel(ProblemsModel& model, QWidget* parent = nullptr);

private:
    void rebuild();
    QWidget* makeRow(int row, const Problem& problem);

    ProblemsModel& m_model;
    EmptyState* m_empty;
    QWidget* m_scroll;
    QWidget* m_content;
    bool m_dirty = true;

protected:
    void showEvent(QShowEvent* event) override;
};

} // namespace agentarium::views
