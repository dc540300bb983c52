// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QJsonObject>
#include <QList>
#include <QPair>

namespace agentarium::views {

/// Request and response headers as rows: part, name, value.
class HeadersModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    void setHeaders(const QJsonObject& request, const QJsonObject& response);
    void setResponse(const QList<QPair<QByteArray, QByteArray>>& response);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        bool response;
        QString name;
        QString value;
    };
    QList<Row> m_rows;
};

} // namespace agentarium::views
