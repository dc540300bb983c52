// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTreeView>

namespace agentarium::views {

/// A tree as high as its rows, for a column of sections that scrolls as one.
class SectionTree : public QTreeView {
    Q_OBJECT
public:
    explicit SectionTree(const QString& accessibleName, QWidget* parent = nullptr);
    void setModel(QAbstractItemModel* model) override;

signals:
    /// Clicked, or Return pressed on it.
    void chosen(const QModelIndex& index);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void fit();
    void unfold(const QModelIndex& index);
    int visibleRows(const QModelIndex& parent) const;
};

} // namespace agentarium::views
