// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/rowdelegate.h"

#include "views/theme/thememanager.h"

#include <QPainter>

namespace agentarium::views {

namespace {
constexpr qsizetype lettersAtMost = 1000; // no screen shows more of a line
}

void RowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    const Theme& theme = currentTheme();
    const bool selected = option.state & QStyle::State_Selected;
    if (selected) painter->fillRect(option.rect, theme.selection);
    const QVariant font = index.data(Qt::FontRole);
    painter->setFont(font.isValid() ? font.value<QFont>() : option.font);
    const QVariant color = index.data(Qt::ForegroundRole);
    painter->setPen(selected ? theme.onSelection : color.isValid() ? color.value<QColor>() : theme.text);
    const QVariant alignment = index.data(Qt::TextAlignmentRole);
    const int flags = alignment.isValid() ? alignment.toInt() : int(Qt::AlignLeft | Qt::AlignVCenter);
    const QRect room = option.rect.adjusted(sidePadding, 0, -sidePadding, 0);
    const QString text = index.data().toString().left(lettersAtMost);
    painter->drawText(room, flags | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(text, Qt::ElideRight, room.width()));
}

} // namespace agentarium::views
