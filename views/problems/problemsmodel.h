// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/apierror.h"

#include <QAbstractListModel>
#include <QDateTime>

#include <vector>

namespace agentarium::views {

/// Something that went wrong and stays until it is dismissed.
struct Problem {
    QString what;  ///< "Invoking hello"
    QString where; ///< a session id, a folder, a job
    ApiError error;
    QDateTime when;
    int count = 1; ///< how often in a row

    QString asText() const;
};

/// Newest first. The same problem again is counted, not repeated.
class ProblemsModel : public QAbstractListModel {
    Q_OBJECT
public:
    explicit ProblemsModel(QObject* parent = nullptr);

    void add(const QString& what, const QString& where, const ApiError& error);
    void dismiss(int row);
    void dismissAll();
    const Problem& problem(int row) const { return m_problems[std::size_t(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    std::vector<Problem> m_problems;
};

} // namespace agentarium::views
