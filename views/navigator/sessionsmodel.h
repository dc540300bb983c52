// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/navigator/agentsmodel.h"
#include "views/navigator/sessionrow.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <optional>
#include <vector>

namespace agentarium::views {

/// The live sessions, oldest first. Ended ones leave the list with a signal.
class SessionsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { SessionColumn, NowColumn, AgentColumn, StateColumn, ReasonColumn, ColumnCount };

    explicit SessionsModel(QObject* parent = nullptr);

    /// All live sessions, and those that ended since the last call.
    void setSessions(const QJsonArray& sessions);
    std::optional<SessionRow> session(const QString& sessionId) const;
    const std::vector<SessionRow>& rows() const { return m_rows; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    /// Something about this session is different; it may be a new life of the id.
    void sessionChanged(const agentarium::views::SessionRow& row);
    void sessionEnded(const agentarium::views::SessionRow& row);
    /// Once a second: clocks have moved.
    void ticked();

private:
    void tick();
    void update(int row, SessionRow next);

    std::vector<SessionRow> m_rows;
    QTimer m_clock;
};

} // namespace agentarium::views
