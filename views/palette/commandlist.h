// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include <functional>
#include <vector>

namespace agentarium::views {

/// Something the command field finds and runs.
struct Command {
    QString text;
    QString category; ///< "Action", "Agent", "Session"
    QString shortcut;
    bool enabled = true;
    std::function<void()> run;
};

/// The commands that match, best first.
class CommandList : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { CategoryRole = Qt::UserRole + 1, ShortcutRole, PositionsRole };
    static constexpr int shownAtMost = 12;

    using QAbstractListModel::QAbstractListModel;
    void setCommands(std::vector<Command> commands);
    void setPattern(const QString& pattern);
    void run(int row);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    struct Hit {
        std::size_t command;
        int score;
        QList<int> positions;
    };
    std::vector<Command> m_commands;
    std::vector<Hit> m_hits;
};

/// Draws a command with the letters found, its category and its shortcut.
class CommandDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace agentarium::views
