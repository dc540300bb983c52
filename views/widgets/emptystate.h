// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QPushButton;

namespace agentarium::views {

/// What an empty panel shows: what will appear there, and the one action that makes it appear.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    /// Without `action` there is no button.
    EmptyState(const QString& title, const QString& text, const QString& action = {},
               QWidget* parent = nullptr);

signals:
    void triggered();
};

} // namespace agentarium::views
