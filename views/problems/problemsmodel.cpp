// SPDX-License-Identifier: Apache-2.0
#include "views/problems/problemsmodel.h"

#include <QStringList>

namespace agentarium::views {

namespace {
constexpr std::size_t keptAtMost = 200;
}

QString Problem::asText() const {
    QStringList lines{QStringLiteral("%1 (%2)").arg(what, when.toString(Qt::ISODateWithMs))};
    if (!where.isEmpty()) lines << where;
    lines << error.asText();
    return lines.join(QLatin1Char('\n'));
}

ProblemsModel::ProblemsModel(QObject* parent) : QAbstractListModel(parent) {}

void ProblemsModel::add(const QString& what, const QString& where, const ApiError& error) {
    if (!m_problems.empty()) {
        Problem& last = m_problems.front();
        if (last.what == what && last.where == where && last.error.message == error.message) {
            ++last.count;
            last.when = QDateTime::currentDateTime();
            last.error = error;
            emit dataChanged(index(0), index(0));
            return;
        }
    }
    beginInsertRows({}, 0, 0);
    m_problems.insert(m_problems.begin(), Problem{what, where, error, QDateTime::currentDateTime(), 1});
    endInsertRows();
    if (m_problems.size() > keptAtMost) dismiss(int(m_problems.size()) - 1);
}

void ProblemsModel::dismiss(int row) {
    beginRemoveRows({}, row, row);
    m_problems.erase(m_problems.begin() + row);
    endRemoveRows();
}

void ProblemsModel::dismissAll() {
    beginResetModel();
    m_problems.clear();
    endResetModel();
}

int ProblemsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_problems.size());
}

QVariant ProblemsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Problem& problem = m_problems[std::size_t(index.row())];
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return problem.count > 1
                   ? tr("%1 (%2 times): %3")
                         .arg(problem.what, QString::number(problem.count), problem.error.message)
                   : tr("%1: %2").arg(problem.what, problem.error.message);
    if (role == Qt::ToolTipRole) return problem.asText();
    return {};
}

} // namespace agentarium::views
