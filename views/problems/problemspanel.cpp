// SPDX-License-Identifier: Apache-2.0
#include "views/problems/problemspanel.h"

#include "views/problems/problemsmodel.h"
#include "views/theme/fonts.h"
#include "views/widgets/copybutton.h"
#include "views/widgets/emptystate.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"

#include <QBoxLayout>
#include <QScrollArea>

namespace agentarium::views {

ProblemsPanel::ProblemsPanel(ProblemsModel& model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_empty(new EmptyState(tr("No Problems"),
                             tr("What goes wrong appears here and stays until you dismiss it.")))
    , m_content(panel("window")) {
    columnIn(m_content)->addStretch();
    auto* scroll = named(new QScrollArea, tr("Problems"));
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_content);
    m_scroll = scroll;
    auto* column = columnIn(this);
    column->addWidget(m_empty);
    column->addWidget(m_scroll);
    const auto later = [this] {
        m_dirty = true;
        if (isVisible()) rebuild();
    };
    // A row's own button may be what removed it, so the rows are made again a turn later.
    connect(&model, &QAbstractItemModel::rowsInserted, this, later, Qt::QueuedConnection);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, later, Qt::QueuedConnection);
    connect(&model, &QAbstractItemModel::modelReset, this, later, Qt::QueuedConnection);
    connect(&model, &QAbstractItemModel::dataChanged, this, later, Qt::QueuedConnection);
    rebuild();
}

void ProblemsPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_dirty) rebuild();
}

void ProblemsPanel::rebuild() {
    m_dirty = false;
    auto* column = static_cast<QVBoxLayout*>(m_content->layout());
    while (QLayoutItem* item = column->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
    for (int row = 0; row < m_model.rowCount(); ++row)
        column->addWidget(makeRow(row, m_model.problem(row)));
    column->addStretch();
    m_empty->setVisible(m_model.rowCount() == 0);
    m_scroll->setVisible(m_model.rowCount() > 0);
}

QWidget* ProblemsPanel::makeRow(int row, const Problem& problem) {
    const int number = m_model.rowCount() - row;
    auto* frame = panel("head");
    auto* line = rowIn(frame, 12, 8, 10);
    QLabel* mark = label(QString(QChar(0x2715)), "error");
    line->addWidget(mark, 0, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(
        heading(problem.count > 1 ? tr("%1 (%2 times)").arg(problem.what).arg(problem.count) : problem.what));
    QLabel* where = label(problem.where, "muted");
    where->setFont(monoFont());
    head->addWidget(where);
    head->addWidget(label(problem.when.toString(QStringLiteral("HH:mm:ss")), "muted"));
    head->addStretch();
    texts->addLayout(head);
    texts->addWidget(paragraph(problem.error.message));
    if (!problem.error.fix.isEmpty())
        texts->addWidget(paragraph(tr("Fix: %1").arg(problem.error.fix), "muted"));
    line->addLayout(texts, 1);
    line->addWidget(
        new CopyButton(tr("Copy Problem %1").arg(number), [text = problem.asText()] { return text; }), 0,
        Qt::AlignTop);
    QPushButton* dismiss = named(button(tr("Dismiss"), "small"), tr("Dismiss Problem %1").arg(number));
    connect(dismiss, &QPushButton::clicked, this, [this, row] {
        if (row < m_model.rowCount()) m_model.dismiss(row);
    });
    line->addWidget(dismiss, 0, Qt::AlignTop);
    return frame;
}

} // namespace agentarium::views
