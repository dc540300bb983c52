// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/jobs/job.h"

#include <QAbstractTableModel>
#include <QJsonArray>

#include <vector>

namespace agentarium::views {

/// Long work, newest first. The daemon keeps the last hundred.
class JobsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { TitleColumn, ProgressColumn, StateColumn, ColumnCount };
    enum Role { FractionRole = Qt::UserRole + 1, JobRole };

    explicit JobsModel(QObject* parent = nullptr);

    /// The whole list, newest first.
    void setJobs(const QJsonArray& jobs);
    /// Jobs that changed; unknown ones are new.
    void updateJobs(const QJsonArray& jobs);

    int running() const;
    const std::vector<Job>& jobs() const { return m_jobs; }
    const Job* job(const QString& id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    void jobChanged(const agentarium::views::Job& job);

private:
    void put(Job job);
    std::vector<Job> m_jobs;
};

} // namespace agentarium::views
