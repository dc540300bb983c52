// SPDX-License-Identifier: Apache-2.0
#include "views/response/headersmodel.h"

#include "views/theme/fonts.h"
#include "views/theme/thememanager.h"

namespace agentarium::views {

void HeadersModel::setHeaders(const QJsonObject& request, const QJsonObject& response) {
    beginResetModel();
    m_rows.clear();
    for (auto it = request.begin(); it != request.end(); ++it)
        m_rows.append({false, it.key(), it.value().toVariant().toString()});
    for (auto it = response.begin(); it != response.end(); ++it)
        m_rows.append({true, it.key(), it.value().toVariant().toString()});
    endResetModel();
}

void HeadersModel::setResponse(const QList<QPair<QByteArray, QByteArray>>& response) {
    beginResetModel();
    m_rows.clear();
    for (const auto& [name, value] : response)
        m_rows.append({true, QString::fromUtf8(name), QString::fromUtf8(value)});
    endResetModel();
}

int HeadersModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}
int HeadersModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 3;
}

QVariant HeadersModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Row& row = m_rows[index.row()];
    if (role == Qt::DisplayRole) {
        if (index.column() == 0) return row.response ? tr("Response") : tr("Request");
        return index.column() == 1 ? row.name : row.value;
    }
    if (role == Qt::FontRole && index.column() > 0) return monoFont();
    if (role == Qt::ForegroundRole && index.column() == 0) return currentTheme().textMuted;
    if (role == Qt::ToolTipRole && index.column() == 2) return row.value;
    return {};
}

QVariant HeadersModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return section == 0 ? tr("Part") : section == 1 ? tr("Header") : tr("Value");
}

} // namespace agentarium::views
