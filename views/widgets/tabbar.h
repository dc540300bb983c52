// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTabBar>

namespace agentarium::views {

/// Flat tabs with a line under the current one and a muted count beside a name.
class TabBar : public QTabBar {
    Q_OBJECT
public:
    explicit TabBar(QWidget* parent = nullptr);
    /// Negative shows none.
    void setCount(int tab, int count);

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }
    void paintEvent(QPaintEvent* event) override;

private:
    QString countText(int tab) const;
};

} // namespace agentarium::views
