// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/tabbar.h"

#include "views/theme/fonts.h"
#include "views/theme/thememanager.h"

#include <QPainter>

namespace agentarium::views {

namespace {
constexpr int padding = 12;
constexpr int countGap = 5;
} // namespace

TabBar::TabBar(QWidget* parent) : QTabBar(parent) {
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(false);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
}

void TabBar::setCount(int tab, int count) {
    if (tabData(tab).toInt() == count && tabData(tab).isValid()) return;
    const QString before = countText(tab);
    setTabData(tab, count);
    setTabToolTip(tab, count < 0 ? QString() : tr("%1: %2").arg(tabText(tab)).arg(count));
    // A wider number moves the tabs beside it; the same width only needs paint.
    if (before.size() != countText(tab).size()) {
        setTabText(tab, tabText(tab) + QLatin1Char(' '));
        setTabText(tab, tabText(tab).trimmed());
    }
    update();
}

QString TabBar::countText(int tab) const {
    const QVariant count = tabData(tab);
    return count.isValid() && count.toInt() >= 0 ? QString::number(count.toInt()) : QString();
}

QSize TabBar::tabSizeHint(int index) const {
    const QString count = countText(index);
    int width = fontMetrics().horizontalAdvance(tabText(index)) + 2 * padding;
    if (!count.isEmpty()) width += countGap + fontMetrics().horizontalAdvance(count);
    return {width, headPixels - 1};
}

void TabBar::paintEvent(QPaintEvent*) {
    const Theme& theme = currentTheme();
    QPainter painter(this);
    for (int i = 0; i < count(); ++i) {
        const QRect tab = tabRect(i);
        const bool current = i == currentIndex();
        const bool hover = tab.contains(mapFromGlobal(QCursor::pos())) && underMouse();
        QRect text = tab.adjusted(padding, 0, -padding, 0);
        painter.setPen(current || hover ? theme.text : theme.textMuted);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, tabText(i));
        const QString number = countText(i);
        if (!number.isEmpty()) {
            painter.setPen(theme.textMuted);
            painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, number);
        }
        if (current) {
            painter.fillRect(QRect(tab.left(), tab.bottom() - 1, tab.width(), 2), theme.accent);
            if (hasFocus()) {
                painter.setPen(theme.accent);
                painter.drawRect(tab.adjusted(3, 8, -4, -9));
            }
        }
    }
}

} // namespace agentarium::views
