// SPDX-License-Identifier: Apache-2.0
#include "views/palette/commandlist.h"

#include "views/palette/fuzzymatch.h"
#include "views/theme/fonts.h"
#include "views/theme/thememanager.h"

#include <QPainter>

#include <algorithm>

namespace agentarium::views {

void CommandList::setCommands(std::vector<Command> commands) {
    m_commands = std::move(commands);
    setPattern({});
}

void CommandList::setPattern(const QString& pattern) {
    beginResetModel();
    m_hits.clear();
    for (std::size_t i = 0; i < m_commands.size(); ++i) {
        if (!m_commands[i].enabled) continue;
        FuzzyMatch match = fuzzyMatch(pattern, m_commands[i].text);
        if (match.matched) m_hits.push_back({i, match.score, std::move(match.positions)});
    }
    std::stable_sort(m_hits.begin(), m_hits.end(),
                     [](const Hit& a, const Hit& b) { return a.score > b.score; });
    if (m_hits.size() > shownAtMost) m_hits.resize(shownAtMost);
    endResetModel();
}

void CommandList::run(int row) {
    if (row < 0 || row >= rowCount()) return;
    const std::function<void()> command = m_commands[m_hits[std::size_t(row)].command].run;
    if (command) command();
}

int CommandList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_hits.size());
}

QVariant CommandList::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Hit& hit = m_hits[std::size_t(index.row())];
    const Command& command = m_commands[hit.command];
    switch (role) {
    case Qt::DisplayRole:
        return command.text;
    case CategoryRole:
        return command.category;
    case ShortcutRole:
        return command.shortcut;
    case PositionsRole:
        return QVariant::fromValue(hit.positions);
    default:
        return {};
    }
}

QSize CommandDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {200, rowPixels + 2};
}

void CommandDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const Theme& theme = currentTheme();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & QStyle::State_Selected) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.selection);
        painter->drawRoundedRect(option.rect, 4, 4);
    }
    QRect row = option.rect.adjusted(8, 0, -8, 0);
    painter->setFont(captionFont());
    painter->setPen(theme.textMuted);
    const QString shortcut = index.data(CommandList::ShortcutRole).toString();
    const QString right = shortcut.isEmpty() ? index.data(CommandList::CategoryRole).toString() : shortcut;
    painter->drawText(row, Qt::AlignRight | Qt::AlignVCenter, right);
    row.setRight(row.right() - painter->fontMetrics().horizontalAdvance(right) - 12);

    painter->setFont(uiFont());
    const QString text =
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, row.width());
    const auto positions = index.data(CommandList::PositionsRole).value<QList<int>>();
    int x = row.left();
    for (int i = 0; i < text.size(); ++i) {
        const bool found = positions.contains(i);
        painter->setPen(found ? theme.match : theme.text);
        painter->setFont(found ? boldFont() : uiFont());
        painter->drawText(x, row.top(), row.width(), row.height(), Qt::AlignLeft | Qt::AlignVCenter,
                          text.mid(i, 1));
        x += painter->fontMetrics().horizontalAdvance(text[i]);
    }
    painter->restore();
}

} // namespace agentarium::views
