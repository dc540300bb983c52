// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QToolButton>

#include <functional>

namespace agentarium::views {

/// Puts a text on the clipboard and says so for a moment.
class CopyButton : public QToolButton {
    Q_OBJECT
public:
    CopyButton(const QString& accessibleName, std::function<QString()> text, QWidget* parent = nullptr);

private:
    void copy();
    std::function<QString()> m_text;
};

} // namespace agentarium::views
