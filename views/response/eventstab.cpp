// SPDX-License-Identifier: Apache-2.0
#include "views/response/eventstab.h"

#include "views/request/jsonhighlighter.h"
#include "views/session/sessionfeed.h"
#include "views/theme/fonts.h"
#include "views/widgets/emptystate.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"
#include "views/widgets/rowtable.h"

#include <QBoxLayout>
#include <QJsonDocument>
#include <QPlainTextEdit>
#include <QSplitter>

namespace agentarium::views {

EventsTab::EventsTab(QWidget* parent)
    : QWidget(parent)
    , m_empty(new EmptyState(tr("No Events Yet"),
                             tr("Everything that happens to the session appears here, with its time.")))
    , m_table(named(new RowTable, tr("Events")))
    , m_detail(named(new QPlainTextEdit, tr("Event"))) {
    m_detail->setReadOnly(true);
    m_detail->setTabChangesFocus(true);
    m_detail->setFont(monoFont());
    m_detail->document()->setDocumentMargin(12);
    m_detail->setPlaceholderText(tr("Choose an event to read all of it."));
    new JsonHighlighter(m_detail->document());
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(m_table);
    splitter->addWidget(m_detail);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({420, 140});
    splitter->setChildrenCollapsible(false);
    m_content = splitter;
    auto* column = columnIn(this);
    column->addWidget(m_empty);
    column->addWidget(m_content);
    m_content->hide();
    connect(m_table, &RowTable::reachedTop, this, [this] {
        if (m_feed && m_feed->events().firstSeq() > 1) emit earlierWanted(m_feed->events().firstSeq());
    });
}

void EventsTab::setFeed(const std::shared_ptr<SessionFeed>& feed) {
    if (m_feed) m_feed->disconnect(this);
    m_feed = feed;
    m_detail->clear();
    m_table->setModel(feed ? &feed->events() : nullptr);
    if (!feed) return;
    m_table->setColumnWidth(EventsModel::TimeColumn, 92);
    m_table->setColumnWidth(EventsModel::GapColumn, 84);
    m_table->setColumnWidth(EventsModel::KindColumn, 168);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &EventsTab::showCurrent);
    const auto refresh = [this] {
        const bool any = m_feed && m_feed->events().rowCount() > 0;
        m_empty->setVisible(!any);
        m_content->setVisible(any);
    };
    connect(feed.get(), &SessionFeed::countsChanged, this, refresh);
    refresh();
}

void EventsTab::showCurrent() {
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid()) return;
    const SessionEvent& event = m_feed->events().event(current.row());
    m_detail->setPlainText(QString::fromUtf8(QJsonDocument(event.toJson()).toJson()).trimmed());
}

} // namespace agentarium::views
