// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/emptystate.h"

#include "views/widgets/named.h"
#include "views/widgets/panels.h"

#include <QBoxLayout>

namespace agentarium::views {

EmptyState::EmptyState(const QString& title, const QString& text, const QString& action, QWidget* parent)
    : QWidget(parent) {
    auto* column = columnIn(this, 24, 24, 8);
    column->addStretch(2);
    QLabel* head = heading(title);
    head->setAlignment(Qt::AlignCenter);
    column->addWidget(head);
    QLabel* body = paragraph(text, "muted");
    body->setAlignment(Qt::AlignCenter);
    column->addWidget(body);
    if (!action.isEmpty()) {
        QPushButton* go = named(button(action), action);
        connect(go, &QPushButton::clicked, this, &EmptyState::triggered);
        column->addSpacing(4);
        column->addWidget(go, 0, Qt::AlignCenter);
    }
    column->addStretch(3);
}

} // namespace agentarium::views
