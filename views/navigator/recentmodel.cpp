// SPDX-License-Identifier: Apache-2.0
#include "views/navigator/recentmodel.h"

#include "views/theme/fonts.h"
#include "views/theme/thememanager.h"

#include <QLocale>

#include <algorithm>

namespace agentarium::views {

namespace {
QString endedText(const SessionRow& row) {
    const QDateTime local = row.endedAt.toLocalTime();
    if (!local.isValid()) return {};
    if (local.date() == QDate::currentDate()) return local.toString(QStringLiteral("HH:mm"));
    return QLocale().toString(local.date(), QStringLiteral("d MMM"));
}
} // namespace

void RecentModel::setSessions(const QJsonArray& sessions) {
    std::vector<SessionRow> rows;
    for (const QJsonValue& value : sessions)
        if (SessionRow row = SessionRow::fromJson(value.toObject()); row.isEnded())
            rows.push_back(std::move(row));
    std::stable_sort(rows.begin(), rows.end(),
                     [](const SessionRow& a, const SessionRow& b) { return a.endedAt > b.endedAt; });
    if (rows.size() > keptAtMost) rows.resize(keptAtMost);
    const bool same =
        rows.size() == m_rows.size() &&
        std::equal(rows.begin(), rows.end(), m_rows.begin(),
                   [](const SessionRow& a, const SessionRow& b) { return a.recordingId == b.recordingId; });
    if (same) return;
    if (!m_rows.empty()) {
        beginRemoveRows({}, 0, int(m_rows.size()) - 1);
        m_rows.clear();
        endRemoveRows();
    }
    if (rows.empty()) return;
    beginInsertRows({}, 0, int(rows.size()) - 1);
    m_rows = std::move(rows);
    endInsertRows();
}

int RecentModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}
int RecentModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RecentModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const SessionRow& row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case SessionColumn:
            return row.sessionId;
        case AgentColumn:
            return row.version ? tr("%1 (v%2)").arg(row.agent).arg(row.version) : row.agent;
        case EndedColumn:
            return endedText(row);
        case ReasonColumn:
            return row.reason;
        default:
            return {};
        }
    case Qt::FontRole:
        return index.column() == SessionColumn ? QVariant(monoFont()) : QVariant();
    case Qt::ForegroundRole:
        return index.column() >= EndedColumn ? QVariant(currentTheme().textMuted) : QVariant();
    case DetailRole:
        return endedText(row);
    case ToneRole:
        return int(Tone::Neutral);
    case AgentRole:
        return row.agent;
    case QualifierRole:
        return row.qualifier;
    case SessionRole:
        return row.sessionId;
    case RecordingRole:
        return row.recordingId;
    case Qt::AccessibleTextRole:
        return index.column() == SessionColumn ? tr("Ended session %1: %2").arg(row.sessionId, row.reason)
                                               : data(index, Qt::DisplayRole);
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2\n%3").arg(row.sessionId, row.agent, row.reason);
    default:
        return {};
    }
}

QVariant RecentModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case SessionColumn:
        return tr("Session");
    case AgentColumn:
        return tr("Agent");
    case EndedColumn:
        return tr("Ended");
    case ReasonColumn:
        return tr("Why");
    default:
        return {};
    }
}

} // namespace agentarium::views
