// SPDX-License-Identifier: Apache-2.0
#include "views/response/logstab.h"

#include "views/session/sessionfeed.h"
#include "views/widgets/emptystate.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"
#include "views/widgets/rowtable.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>

namespace agentarium::views {

LogsTab::LogsTab(QWidget* parent)
    : QWidget(parent)
    , m_empty(new EmptyState(
          tr("No Log Lines Yet"),
          tr("What the agent writes, what the kernel says and what the runtime notes appear here.")))
    , m_content(new QWidget)
    , m_table(named(new RowTable, tr("Log Lines")))
    , m_source(named(new QComboBox, tr("Log Source")))
    , m_follow(named(new QCheckBox(tr("Follow")), tr("Follow Log"))) {
    auto* column = columnIn(this);
    column->addWidget(m_empty);
    column->addWidget(m_content);
    auto* inner = columnIn(m_content);
    auto* bar = panel("base");
    auto* row = rowIn(bar, 12, 6);
    m_source->addItem(tr("All sources"), QString());
    for (const QString& source : {QStringLiteral("stdout"), QStringLiteral("stderr"),
                                  QStringLiteral("console"), QStringLiteral("runtime")})
        m_source->addItem(source, source);
    row->addWidget(m_source);
    row->addStretch();
    m_follow->setChecked(true);
    m_follow->setToolTip(tr("Keep the newest line in view"));
    row->addWidget(m_follow);
    inner->addWidget(bar);
    inner->addWidget(m_table, 1);
    m_content->hide();
    connect(m_source, &QComboBox::currentIndexChanged, this, &LogsTab::applySource);
    connect(m_follow, &QCheckBox::clicked, m_table, &RowTable::setFollowing);
    connect(m_table, &RowTable::followingChanged, m_follow, &QCheckBox::setChecked);
}

void LogsTab::setFeed(const std::shared_ptr<SessionFeed>& feed) {
    if (m_feed) m_feed->disconnect(this);
    m_feed = feed;
    m_table->setModel(feed ? &feed->logs() : nullptr);
    if (!feed) return;
    m_table->setColumnWidth(LogModel::TimeColumn, 92);
    m_table->setColumnWidth(LogModel::SourceColumn, 76);
    connect(feed.get(), &SessionFeed::countsChanged, this, &LogsTab::refresh);
    applySource();
    refresh();
}

void LogsTab::applySource() {
    if (m_feed) m_feed->logs().setSource(m_source->currentData().toString());
}

void LogsTab::refresh() {
    const bool any = m_feed && m_feed->logs().total() > 0;
    m_empty->setVisible(!any);
    m_content->setVisible(any);
}

} // namespace agentarium::views
