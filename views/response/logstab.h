// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include <memory>

class QCheckBox;
class QComboBox;

namespace agentarium::views {

class EmptyState;
class RowTable;
class SessionFeed;

/// The session's log lines: all sources or one, following the newest until scrolled back.
class LogsTab : public QWidget {
    Q_OBJECT
public:
    explicit LogsTab(QWidget* parent = nullptr);
    void setFeed(const std::shared_ptr<SessionFeed>& feed);

private:
    void refresh();
    void applySource();

    std::shared_ptr<SessionFeed> m_feed;
    EmptyState* m_empty;
    QWidget* m_content;
    RowTable* m_table;
    QComboBox* m_source;
    QCheckBox* m_follow;
};

} // namespace agentarium::views
