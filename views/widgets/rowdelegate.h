// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

namespace agentarium::views {

/// A cell of one line with room at both sides; it takes font, colour and alignment from the model.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    static constexpr int sidePadding = 8;

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace agentarium::views
