// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include <memory>

class QPlainTextEdit;

namespace agentarium::views {

class EmptyState;
class RowTable;
class SessionFeed;

/// Every event of the session, and the whole of the chosen one.
class EventsTab : public QWidget {
    Q_OBJECT
public:
    explicit EventsTab(QWidget* parent = nullptr);
    void setFeed(const std::shared_ptr<SessionFeed>& feed);

signals:
    /// Events before `seq` are wanted.
    void earlierWanted(quint64 seq);

private:
    void showCurrent();
    std::shared_ptr<SessionFeed> m_feed;
    EmptyState* m_empty;
    QWidget* m_content;
    RowTable* m_table;
    QPlainTextEdit* m_detail;
};

} // namespace agentarium::views
