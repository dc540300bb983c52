// SPDX-License-Identifier: Apache-2.0
#include "views/session/logmodel.h"

#include "views/session/eventsmodel.h"
#include "views/theme/fonts.h"
#include "views/theme/thememanager.h"

#include <algorithm>

namespace agentarium::views {

namespace {
constexpr int dropAtOnce = 5000;
}

LogModel::LogModel(QObject* parent) : QAbstractTableModel(parent) {}

void LogModel::append(const SessionEvents& events) {
    std::deque<std::uint64_t> added;
    for (const SessionEvent& event : events) {
        const bool lost = event.kind == QLatin1String("log.lost");
        if (!lost && event.kind != QLatin1String("log.line")) continue;
        ++m_total;
        m_lines.push_back({event.tNs, event.body.value(QLatin1String("source")).toString(),
                           lost ? summaryOf(event) : event.body.value(QLatin1String("line")).toString()});
        if (isShown(m_lines.back())) added.push_back(m_first + m_lines.size() - 1);
    }
    if (!added.empty()) {
        const int row = int(m_shown.size());
        beginInsertRows({}, row, row + int(added.size()) - 1);
        m_shown.insert(m_shown.end(), added.begin(), added.end());
        endInsertRows();
    }
    dropFromFront();
}

void LogModel::dropFromFront() {
    if (int(m_lines.size()) <= windowSize + dropAtOnce) return;
    const std::uint64_t first = m_first + m_lines.size() - windowSize;
    const auto kept = std::lower_bound(m_shown.begin(), m_shown.end(), first);
    if (kept != m_shown.begin()) {
        beginRemoveRows({}, 0, int(kept - m_shown.begin()) - 1);
        m_shown.erase(m_shown.begin(), kept);
        m_lines.erase(m_lines.begin(), m_lines.begin() + std::ptrdiff_t(first - m_first));
        m_first = first;
        endRemoveRows();
    } else {
        m_lines.erase(m_lines.begin(), m_lines.begin() + std::ptrdiff_t(first - m_first));
        m_first = first;
    }
}

void LogModel::clear() {
    beginResetModel();
    m_first += m_lines.size();
    m_lines.clear();
    m_shown.clear();
    m_total = 0;
    endResetModel();
}

void LogModel::setSource(const QString& source) {
    if (source == m_source) return;
    beginResetModel();
    m_source = source;
    m_shown.clear();
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        if (isShown(m_lines[i])) m_shown.push_back(m_first + i);
    endResetModel();
}

const LogModel::Line& LogModel::shown(int row) const {
    return m_lines[std::size_t(m_shown[std::size_t(row)] - m_first)];
}

QString LogModel::lineText(int row) const {
    const Line& line = shown(row);
    return QStringLiteral("%1 %2 %3").arg(formatSessionTime(line.tNs), line.source, line.text);
}

int LogModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_shown.size());
}
int LogModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Line& line = shown(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case TimeColumn:
            return formatSessionTime(line.tNs);
        case SourceColumn:
            return line.source;
        case LineColumn:
            return line.text;
        default:
            return {};
        }
    case Qt::FontRole:
        return monoFont();
    case Qt::ForegroundRole:
        if (index.column() != LineColumn) return currentTheme().textMuted;
        return line.source == QLatin1String("stderr") ? QVariant(currentTheme().warn) : QVariant();
    case Qt::ToolTipRole:
        return index.column() == LineColumn && line.text.size() > 120 ? QVariant(line.text.left(4096))
                                                                      : QVariant();
    default:
        return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case SourceColumn:
        return tr("Source");
    case LineColumn:
        return tr("Line");
    default:
        return {};
    }
}

} // namespace agentarium::views
