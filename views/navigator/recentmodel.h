// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/navigator/agentsmodel.h"
#include "views/navigator/sessionrow.h"

#include <QAbstractTableModel>

#include <vector>

namespace agentarium::views {

/// The sessions that ended last, newest first.
class RecentModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { SessionColumn, AgentColumn, EndedColumn, ReasonColumn, ColumnCount };
    static constexpr int keptAtMost = 20;

    using QAbstractTableModel::QAbstractTableModel;
    /// From GET /sessions?all=1; live ones are left out.
    void setSessions(const QJsonArray& sessions);
    const std::vector<SessionRow>& rows() const { return m_rows; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<SessionRow> m_rows;
};

} // namespace agentarium::views
