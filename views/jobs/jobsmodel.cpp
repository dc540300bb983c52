// SPDX-License-Identifier: Apache-2.0
#include "views/jobs/jobsmodel.h"

#include <algorithm>

namespace agentarium::views {

namespace {
constexpr std::size_t keptAtMost = 100;
}

JobsModel::JobsModel(QObject* parent) : QAbstractTableModel(parent) {}

void JobsModel::setJobs(const QJsonArray& jobs) {
    beginResetModel();
    m_jobs.clear();
    for (const QJsonValue& value : jobs)
        m_jobs.push_back(Job::fromJson(value.toObject()));
    endResetModel();
    // A slot may start a job and so change the list.
    const std::vector<Job> copy = m_jobs;
    for (const Job& job : copy)
        emit jobChanged(job);
}

void JobsModel::updateJobs(const QJsonArray& jobs) {
    for (const QJsonValue& value : jobs)
        put(Job::fromJson(value.toObject()));
}

void JobsModel::put(Job job) {
    const auto known =
        std::find_if(m_jobs.begin(), m_jobs.end(), [&job](const Job& j) { return j.id == job.id; });
    if (known != m_jobs.end()) {
        // The answer to a request may come after the news that the job it started is over.
        if (job.isRunning() && !known->isRunning()) return;
        const int row = int(known - m_jobs.begin());
        *known = job;
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    } else {
        beginInsertRows({}, 0, 0);
        m_jobs.insert(m_jobs.begin(), job);
        endInsertRows();
        if (m_jobs.size() > keptAtMost) {
            beginRemoveRows({}, int(keptAtMost), int(m_jobs.size()) - 1);
            m_jobs.resize(keptAtMost);
            endRemoveRows();
        }
    }
    emit jobChanged(job);
}

int JobsModel::running() const {
    return int(std::count_if(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return job.isRunning(); }));
}

const Job* JobsModel::job(const QString& id) const {
    const auto found =
        std::find_if(m_jobs.begin(), m_jobs.end(), [&id](const Job& job) { return job.id == id; });
    return found == m_jobs.end() ? nullptr : &*found;
}

int JobsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_jobs.size());
}
int JobsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant JobsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Job& job = m_jobs[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case TitleColumn:
            return job.title;
        case ProgressColumn:
            return job.progressText();
        case StateColumn:
            return job.state;
        default:
            return {};
        }
    case Qt::ToolTipRole:
        return job.log.isEmpty() ? job.detail : job.log.mid(job.log.size() - 12).join(QLatin1Char('\n'));
    case FractionRole:
        return job.fraction;
    case JobRole:
        return QVariant::fromValue(job);
    default:
        return {};
    }
}

QVariant JobsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
    case TitleColumn:
        return tr("Job");
    case ProgressColumn:
        return tr("Progress");
    case StateColumn:
        return tr("State");
    default:
        return {};
    }
}

} // namespace agentarium::views
