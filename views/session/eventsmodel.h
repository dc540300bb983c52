// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/sessionevent.h"

#include <QAbstractTableModel>

#include <deque>

namespace agentarium::views {

/// A window over a session's events: the newest of them, dense in seq. Earlier ones are in the journal and
/// can be put in front again.
class EventsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { TimeColumn, GapColumn, KindColumn, SummaryColumn, ColumnCount };
    static constexpr int windowSize = 20000;

    explicit EventsModel(QObject* parent = nullptr);

    void append(const SessionEvents& events);
    /// Earlier events, ending right before the first one of the window.
    void prepend(const SessionEvents& events);
    void clear();

    /// The first seq of the window; 0 when empty. Above 1, earlier events exist.
    quint64 firstSeq() const { return m_events.empty() ? 0 : m_events.front().seq; }
    quint64 lastSeq() const { return m_events.empty() ? 0 : m_events.back().seq; }
    const SessionEvent& event(int row) const { return m_events[std::size_t(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void dropFromFront();
    QString gapText(int row) const;
    std::deque<SessionEvent> m_events;
};

/// "00:01.234": since the session began.
QString formatSessionTime(qint64 tNs);

} // namespace agentarium::views
