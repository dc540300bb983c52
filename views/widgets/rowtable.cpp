// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/rowtable.h"

#include "views/theme/fonts.h"
#include "views/widgets/rowdelegate.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>

namespace agentarium::views {

RowTable::RowTable(QWidget* parent) : QTableView(parent) {
    setItemDelegate(new RowDelegate(this));
    setShowGrid(false);
    setWordWrap(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTabKeyNavigation(false);
    setTextElideMode(Qt::ElideRight);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(rowPixels);
    verticalHeader()->setMinimumSectionSize(rowPixels);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setFixedHeight(rowPixels + 2);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &RowTable::onScrolled);
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] {
        if (m_following) toEnd();
    });
}

void RowTable::setModel(QAbstractItemModel* next) {
    QTableView::setModel(next);
    if (m_following) toEnd();
}

void RowTable::setFollowing(bool following) {
    if (following) toEnd();
    if (following == m_following) return;
    m_following = following;
    emit followingChanged(following);
}

void RowTable::toEnd() {
    m_moving = true;
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    m_moving = false;
}

void RowTable::onScrolled(int value) {
    if (m_moving || !isVisible()) return;
    if (value == verticalScrollBar()->minimum() && verticalScrollBar()->maximum() > 0) emit reachedTop();
    setFollowing(value >= verticalScrollBar()->maximum());
}

void RowTable::showEvent(QShowEvent* event) {
    QTableView::showEvent(event);
    if (m_following) toEnd();
}

void RowTable::keyPressEvent(QKeyEvent* event) {
    if (!event->matches(QKeySequence::Copy) || !selectionModel()) {
        QTableView::keyPressEvent(event);
        return;
    }
    QStringList lines;
    const QModelIndexList rows = selectionModel()->selectedRows();
    for (const QModelIndex& row : rows) {
        QStringList cells;
        for (int column = 0; column < model()->columnCount(); ++column)
            cells << row.siblingAtColumn(column).data().toString();
        lines << cells.join(QLatin1Char('\t'));
    }
    QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace agentarium::views
