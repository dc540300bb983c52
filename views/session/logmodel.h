// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/sessionevent.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <cstdint>
#include <deque>

namespace agentarium::views {

/// The newest log lines of a session, all sources or one.
class LogModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { TimeColumn, SourceColumn, LineColumn, ColumnCount };
    static constexpr int windowSize = 50000;

    explicit LogModel(QObject* parent = nullptr);

    /// Takes log.line and log.lost out of `events`.
    void append(const SessionEvents& events);
    void clear();
    /// Shows only this source; empty shows all.
    void setSource(const QString& source);
    /// How many lines came, shown or not.
    int total() const { return m_total; }
    QString lineText(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Line {
        qint64 tNs;
        QString source;
        QString text;
    };
    bool isShown(const Line& line) const { return m_source.isEmpty() || line.source == m_source; }
    const Line& shown(int row) const;
    void dropFromFront();

    std::deque<Line> m_lines;
    std::deque<std::uint64_t> m_shown; ///< running numbers of the shown lines
    std::uint64_t m_first = 0;         ///< running number of m_lines.front()
    QString m_source;
    int m_total = 0;
};

} // namespace agentarium::views
