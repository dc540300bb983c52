// SPDX-License-Identifier: Apache-2.0
#include "views/session/eventsmodel.h"

#include "views/format/format.h"
#include "views/theme/fonts.h"
#include "views/theme/thememanager.h"

namespace agentarium::views {

namespace {
constexpr int dropAtOnce = 2000;
}

QString formatSessionTime(qint64 tNs) {
    const qint64 ms = tNs / 1000000;
    return QStringLiteral("%1.%2").arg(formatClock(ms / 1000)).arg(ms % 1000, 3, 10, QLatin1Char('0'));
}

EventsModel::EventsModel(QObject* parent) : QAbstractTableModel(parent) {}

void EventsModel::append(const SessionEvents& events) {
    if (events.isEmpty()) return;
    const int first = int(m_events.size());
    beginInsertRows({}, first, first + int(events.size()) - 1);
    m_events.insert(m_events.end(), events.begin(), events.end());
    endInsertRows();
    dropFromFront();
}

void EventsModel::dropFromFront() {
    if (int(m_events.size()) <= windowSize + dropAtOnce) return;
    const int surplus = int(m_events.size()) - windowSize;
    beginRemoveRows({}, 0, surplus - 1);
    m_events.erase(m_events.begin(), m_events.begin() + surplus);
    endRemoveRows();
}

void EventsModel::prepend(const SessionEvents& events) {
    if (events.isEmpty() || (!m_events.empty() && events.back().seq + 1 != firstSeq())) return;
    beginInsertRows({}, 0, int(events.size()) - 1);
    m_events.insert(m_events.begin(), events.begin(), events.end());
    endInsertRows();
}

void EventsModel::clear() {
    beginResetModel();
    m_events.clear();
    endResetModel();
}

int EventsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_events.size());
}
int EventsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString EventsModel::gapText(int row) const {
    if (row == 0) return {};
    const double ms = double(event(row).tNs - event(row - 1).tNs) / 1e6;
    return ms < 0.05 ? QStringLiteral("+0") : QStringLiteral("+%1").arg(formatMs(ms));
}

QVariant EventsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const SessionEvent& e = event(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case TimeColumn:
            return formatSessionTime(e.tNs);
        case GapColumn:
            return gapText(index.row());
        case KindColumn:
            return e.kind;
        case SummaryColumn:
            return summaryOf(e);
        default:
            return {};
        }
    case Qt::FontRole:
        return index.column() == SummaryColumn ? QVariant() : QVariant(monoFont());
    case Qt::ForegroundRole:
        return index.column() == GapColumn || index.column() == TimeColumn
                   ? QVariant(currentTheme().textMuted)
                   : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == GapColumn ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case Qt::ToolTipRole:
        return index.column() == TimeColumn
                   ? QVariant(tr("Event %1 at %2").arg(QString::number(e.seq), formatWall(e.wall)))
                   : QVariant();
    default:
        return {};
    }
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == GapColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case GapColumn:
        return tr("Gap");
    case KindColumn:
        return tr("Kind");
    case SummaryColumn:
        return tr("What happened");
    default:
        return {};
    }
}

} // namespace agentarium::views
