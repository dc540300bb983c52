// SPDX-License-Identifier: Apache-2.0
#include "views/navigator/sectiontree.h"

#include "views/navigator/navigatordelegate.h"
#include "views/theme/fonts.h"

#include <QKeyEvent>

namespace agentarium::views {

SectionTree::SectionTree(const QString& accessibleName, QWidget* parent) : QTreeView(parent) {
    setAccessibleName(accessibleName);
    setProperty("ground", QStringLiteral("window"));
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setIndentation(22);
    setMouseTracking(true);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setItemDelegate(new NavigatorDelegate(this));
    connect(this, &QTreeView::expanded, this, &SectionTree::fit);
    connect(this, &QTreeView::collapsed, this, &SectionTree::fit);
    connect(this, &QTreeView::clicked, this, &SectionTree::chosen);
}

void SectionTree::setModel(QAbstractItemModel* next) {
    QTreeView::setModel(next);
    connect(next, &QAbstractItemModel::rowsInserted, this, &SectionTree::fit, Qt::QueuedConnection);
    connect(next, &QAbstractItemModel::rowsRemoved, this, &SectionTree::fit, Qt::QueuedConnection);
    connect(next, &QAbstractItemModel::modelReset, this, &SectionTree::fit, Qt::QueuedConnection);
    // An agent with nothing but its DEFAULT endpoint stays folded: there is nothing to see.
    connect(next, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex& parent, int first, int last) {
                if (parent.isValid()) {
                    unfold(parent);
                } else {
                    for (int row = first; row <= last; ++row)
                        unfold(model()->index(row, 0));
                }
            });
    for (int row = 0; row < next->rowCount(); ++row)
        unfold(next->index(row, 0));
    fit();
}

void SectionTree::unfold(const QModelIndex& index) {
    if (model()->rowCount(index) > 1) expand(index);
}

int SectionTree::visibleRows(const QModelIndex& parent) const {
    int rows = model()->rowCount(parent);
    for (int row = 0; row < model()->rowCount(parent); ++row)
        if (const QModelIndex child = model()->index(row, 0, parent); isExpanded(child))
            rows += visibleRows(child);
    return rows;
}

void SectionTree::fit() {
    if (model()) setFixedHeight(visibleRows({}) * rowPixels);
}

void SectionTree::keyPressEvent(QKeyEvent* event) {
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid())
        emit chosen(currentIndex());
    else
        QTreeView::keyPressEvent(event);
}

} // namespace agentarium::views
