// SPDX-License-Identifier: Apache-2.0
#include "views/navigator/sessionsmodel.h"

#include "views/format/format.h"

#include <QSet>

#include <algorithm>

namespace agentarium::views {

SessionsModel::SessionsModel(QObject* parent) : QAbstractTableModel(parent) {
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, &SessionsModel::tick);
}

void SessionsModel::setSessions(const QJsonArray& sessions) {
    std::vector<SessionRow> ended;
    QSet<QString> live;
    std::vector<SessionRow> wanted;
    for (const QJsonValue& value : sessions) {
        SessionRow row = SessionRow::fromJson(value.toObject());
        if (row.isEnded()) {
            ended.push_back(std::move(row));
        } else {
            live.insert(row.recordingId);
            wanted.push_back(std::move(row));
        }
    }
    for (int i = int(m_rows.size()) - 1; i >= 0; --i) {
        if (live.contains(m_rows[i].recordingId)) continue;
        beginRemoveRows({}, i, i);
        m_rows.erase(m_rows.begin() + i);
        endRemoveRows();
    }
    for (SessionRow& next : wanted) {
        const auto known = std::find_if(m_rows.begin(), m_rows.end(), [&next](const SessionRow& row) {
            return row.recordingId == next.recordingId;
        });
        if (known != m_rows.end()) {
            update(int(known - m_rows.begin()), std::move(next));
            continue;
        }
        const int at = int(m_rows.size());
        beginInsertRows({}, at, at);
        m_rows.push_back(next);
        endInsertRows();
        emit sessionChanged(next);
    }
    for (const SessionRow& row : ended)
        emit sessionEnded(row);
    if (m_rows.empty())
        m_clock.stop();
    else if (!m_clock.isActive())
        m_clock.start();
}

void SessionsModel::update(int row, SessionRow next) {
    SessionRow& known = m_rows[row];
    next.stateSince = known.stateSince;
    if (known.state != next.state) next.stateSince.start();
    known = std::move(next);
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    emit sessionChanged(m_rows[row]);
}

void SessionsModel::tick() {
    if (!m_rows.empty()) emit dataChanged(index(0, 0), index(int(m_rows.size()) - 1, NowColumn));
    emit ticked();
}

std::optional<SessionRow> SessionsModel::session(const QString& sessionId) const {
    for (const SessionRow& row : m_rows)
        if (row.sessionId == sessionId) return row;
    return std::nullopt;
}

int SessionsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}

int SessionsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SessionsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const SessionRow& row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case SessionColumn:
            return row.sessionId;
        case NowColumn:
            return row.now();
        case AgentColumn:
            return row.agent;
        case StateColumn:
            return stateText(row.state);
        case ReasonColumn:
            return row.reason;
        default:
            return {};
        }
    case DetailRole:
        return row.now();
    case ToneRole:
        return int(toneOfState(row.state));
    case AgentRole:
        return row.agent;
    case QualifierRole:
        return row.qualifier;
    case SessionRole:
        return row.sessionId;
    case RecordingRole:
        return row.recordingId;
    case Qt::AccessibleTextRole:
        return index.column() == SessionColumn
                   ? tr("Session %1, %2, %3").arg(row.sessionId, stateText(row.state), row.now())
                   : data(index, Qt::DisplayRole);
    case Qt::ToolTipRole:
        return tr("%1\n%2 · %3 (v%4)\n%5: %6")
            .arg(row.sessionId, row.agent, row.qualifier, QString::number(row.version), stateText(row.state),
                 row.reason);
    default:
        return {};
    }
}

QVariant SessionsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case SessionColumn:
        return tr("Session");
    case NowColumn:
        return tr("Now");
    case AgentColumn:
        return tr("Agent");
    case StateColumn:
        return tr("State");
    case ReasonColumn:
        return tr("Reason");
    default:
        return {};
    }
}

} // namespace agentarium::views
