// SPDX-License-Identifier: Apache-2.0
#include "views/navigator/navigatordelegate.h"

#include "views/navigator/agentsmodel.h"
#include "views/theme/fonts.h"
#include "views/theme/thememanager.h"

#include <QPainter>
#include <QTreeView>

namespace agentarium::views {

namespace {
constexpr int dotSize = 8;
constexpr int gap = 8;
constexpr int edge = 12;
} // namespace

QSize NavigatorDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    return {QStyledItemDelegate::sizeHint(option, index).width(), rowPixels};
}

void NavigatorDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
    const Theme& theme = currentTheme();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QRect row = option.rect;
    if (option.state & QStyle::State_Selected)
        painter->fillRect(row, theme.selection);
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(row, theme.raised);

    const bool isLeaf = index.parent().isValid();
    const auto* tree = qobject_cast<const QTreeView*>(option.widget);
    const bool decorated = tree && tree->rootIsDecorated();
    // Endpoints stand under their agent's name; rows without a fold mark begin at the edge.
    row.setLeft(decorated ? tree->indentation() + 4 : edge);
    row.setRight(row.right() - edge);
    const QVariant tone = index.data(ToneRole);
    if (tone.isValid()) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(toneFill(theme, Tone(tone.toInt())));
        painter->drawEllipse(QRectF(row.left(), row.center().y() - dotSize / 2 + 1, dotSize, dotSize));
        row.setLeft(row.left() + dotSize + gap);
    }

    const QString detail = index.data(DetailRole).toString();
    if (!detail.isEmpty()) {
        painter->setFont(index.data(SessionRole).isValid() ? monoFont() : captionFont());
        painter->setPen(theme.textMuted);
        painter->drawText(row, Qt::AlignRight | Qt::AlignVCenter, detail);
        row.setRight(row.right() - painter->fontMetrics().horizontalAdvance(detail) - gap);
    }
    painter->setFont(index.data(BoldRole).toBool() ? boldFont() : uiFont());
    painter->setPen(isLeaf ? theme.textMuted : theme.text);
    painter->drawText(
        row, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, row.width()));
    if (option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange) {
        painter->setPen(theme.accent);
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    painter->restore();
}

} // namespace agentarium::views
