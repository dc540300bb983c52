// SPDX-License-Identifier: Apache-2.0
#include "views/response/responsepanel.h"

#include "views/format/format.h"
#include "views/response/eventstab.h"
#include "views/response/headersmodel.h"
#include "views/response/logstab.h"
#include "views/response/responseview.h"
#include "views/session/sessionfeed.h"
#include "views/theme/fonts.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"
#include "views/widgets/rowtable.h"
#include "views/widgets/tabbar.h"
#include "views/workbench/workbench.h"

#include <QBoxLayout>
#include <QBuffer>
#include <QComboBox>
#include <QFileDialog>
#include <QSaveFile>
#include <QStackedWidget>

namespace agentarium::views {

namespace {
constexpr qint64 fetchedAtMost = 2'000'000;
constexpr int eventsPage = 1000;

QString invocationText(const InvocationRecord& record) {
    const QString number = QStringLiteral("#%1").arg(record.number);
    if (!record.isOver()) return ResponsePanel::tr("%1 · running").arg(number);
    if (record.outcome == QLatin1String("cancelled")) return ResponsePanel::tr("%1 · cancelled").arg(number);
    return QStringLiteral("%1 · %2 · %3").arg(number).arg(record.statusCode).arg(formatMs(record.ms));
}
} // namespace

ResponsePanel::ResponsePanel(Workbench& workbench, QWidget* parent)
    : QFrame(parent)
    , m_workbench(workbench)
    , m_tabs(named(new TabBar, tr("Response Tabs")))
    , m_pages(new QStackedWidget)
    , m_invocations(named(new QComboBox, tr("Invocation")))
    , m_figures(label({}, "muted"))
    , m_view(new ResponseView)
    , m_events(new EventsTab)
    , m_logs(new LogsTab)
    , m_headers(new HeadersModel(this)) {
    setProperty("panel", QStringLiteral("base"));
    auto* head = panel("head");
    head->setFixedHeight(headPixels);
    auto* row = rowIn(head, 8);
    for (const QString& name : {tr("Response"), tr("Events"), tr("Headers"), tr("Logs")})
        m_tabs->addTab(name);
    row->addWidget(m_tabs, 0, Qt::AlignTop);
    row->addStretch();
    m_figures->setFont(monoFont());
    row->addWidget(m_figures);
    m_invocations->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_invocations->setToolTip(tr("Which invocation of this session is shown"));
    m_invocations->hide();
    row->addWidget(m_invocations);
    row->addSpacing(4);

    auto* headers = named(new RowTable, tr("Headers"));
    headers->setFollowing(false);
    headers->setModel(m_headers);
    headers->setColumnWidth(0, 92);
    headers->setColumnWidth(1, 300);
    for (QWidget* page : {static_cast<QWidget*>(m_view), static_cast<QWidget*>(m_events),
                          static_cast<QWidget*>(headers), static_cast<QWidget*>(m_logs)})
        m_pages->addWidget(page);
    auto* column = columnIn(this);
    column->addWidget(head);
    column->addWidget(m_pages, 1);

    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_view, &ResponseView::logsWanted, this, [this] { showTab(LogsTabIndex); });
    connect(m_view, &ResponseView::saveWanted, this, &ResponsePanel::save);
    connect(m_events, &EventsTab::earlierWanted, this, &ResponsePanel::loadEarlier);
    connect(m_invocations, &QComboBox::activated, this, &ResponsePanel::choose);
}

void ResponsePanel::showTab(Tab tab) {
    m_tabs->setCurrentIndex(tab);
}
void ResponsePanel::setWaiting(const QString& text) {
    m_view->setWaiting(text);
}
void ResponsePanel::fail(const ApiError& error) {
    m_view->fail(error);
}

void ResponsePanel::setFeed(const std::shared_ptr<SessionFeed>& feed) {
    if (m_feed) m_feed->disconnect(this);
    m_feed = feed;
    m_events->setFeed(feed);
    m_logs->setFeed(feed);
    m_invocations->clear();
    m_invocations->hide();
    if (!feed) return;
    connect(feed.get(), &SessionFeed::invocationsChanged, this, &ResponsePanel::onInvocations);
    const auto counts = [this] {
        m_tabs->setCount(EventsTabIndex, int(m_feed->events().lastSeq()));
        m_tabs->setCount(LogsTabIndex, m_feed->logs().total());
    };
    connect(feed.get(), &SessionFeed::countsChanged, this, counts);
    counts();
    onInvocations();
}

void ResponsePanel::onInvocations() {
    const InvocationRecords& records = m_feed->invocations();
    for (int i = 0; i < records.size(); ++i) {
        const QString text = invocationText(records[i]);
        if (i >= m_invocations->count())
            m_invocations->addItem(text, records[i].id);
        else if (m_invocations->itemText(i) != text)
            m_invocations->setItemText(i, text);
    }
    m_invocations->setVisible(records.size() > 1);
    if (records.isEmpty()) return;
    if (const InvocationRecord* shown = findInvocation(m_feed->invocations(), m_shownId)) {
        if (!shown->responseBlob.isEmpty()) m_bodyBlob = shown->responseBlob;
        if (!shown->requestHeaders.isEmpty())
            m_headers->setHeaders(shown->requestHeaders, shown->responseHeaders);
        return;
    }
    // Nothing is shown and nothing is on its way: the newest finished answer of the recording.
    if (!m_reply && m_shownId.isEmpty() && records.last().isOver()) choose(int(records.size()) - 1);
}

void ResponsePanel::choose(int row) {
    if (!m_feed || row < 0 || row >= m_feed->invocations().size()) return;
    m_invocations->setCurrentIndex(row);
    showRecord(m_feed->invocations()[row]);
}

void ResponsePanel::showRecord(const InvocationRecord& record) {
    if (m_reply && m_shownId == record.id) return;
    if (m_reply) m_reply->disconnect(this);
    m_reply = nullptr;
    m_shownId = record.id;
    m_bodyBlob = record.responseBlob;
    m_headers->setHeaders(record.requestHeaders, record.responseHeaders);
    m_view->clear();
    showFigures(record.firstByteMs, record.bytesOut, record.ms);
    if (record.failed() && !record.error.isEmpty()) {
        m_view->fail(record.error);
        return;
    }
    if (record.responseBlob.isEmpty()) {
        m_view->setWaiting(!record.isOver() ? tr("This invocation is running.")
                           : record.isPrivate
                               ? tr("The payloads of this invocation were private and are not recorded.")
                               : tr("This invocation has no answer."));
        return;
    }
    m_view->begin(record.responseType);
    auto* body = new QBuffer(this);
    body->open(QIODevice::ReadWrite);
    const QString path = apiPath({QStringLiteral("blobs"), record.responseBlob}) +
                         QStringLiteral("?offset=0&length=%1").arg(fetchedAtMost);
    m_workbench.client().download(
        path, body, this,
        [this, body, id = record.id] {
            body->deleteLater();
            if (id != m_shownId) return;
            m_view->receive(body->data());
            m_view->finish();
        },
        [this, body, id = record.id](const ApiError& error) {
            body->deleteLater();
            if (id == m_shownId) m_view->fail(error);
        });
}

void ResponsePanel::attach(InvocationReply* reply) {
    if (m_reply) m_reply->disconnect(this);
    m_reply = reply;
    m_shownId.clear();
    m_bodyBlob.clear();
    m_view->clear();
    m_figures->clear();
    showTab(ResponseTab);
    connect(reply, &InvocationReply::started, this, &ResponsePanel::onStarted);
    connect(reply, &InvocationReply::received, this, [this, reply](const QByteArray& bytes) {
        m_view->receive(bytes);
        showFigures(reply->firstByteMs(), reply->bytes(), -1);
    });
    connect(reply, &InvocationReply::finished, this, [this] {
        m_view->finish();
        onEnded();
    });
    connect(reply, &InvocationReply::failed, this, [this](const ApiError& error) {
        m_shownId = error.invocationId;
        m_view->fail(error);
        onEnded();
    });
    connect(reply, &InvocationReply::cancelled, this, [this] {
        m_view->finish();
        const QString said = tr("Cancelled by you after %1.").arg(formatMs(m_reply->totalMs()));
        if (m_reply->bytes() > 0)
            m_view->setNote(said);
        else
            m_view->setWaiting(said);
        onEnded();
    });
}

void ResponsePanel::onStarted() {
    m_shownId = QString::fromUtf8(m_reply->header("X-Agentarium-Invocation-Id"));
    m_view->begin(QString::fromUtf8(m_reply->header("Content-Type")));
    m_headers->setResponse(m_reply->headers());
    m_invocations->setCurrentIndex(m_invocations->findData(m_shownId));
}

void ResponsePanel::onEnded() {
    showFigures(m_reply->firstByteMs(), m_reply->bytes(), m_reply->totalMs());
    m_invocations->setCurrentIndex(m_invocations->findData(m_shownId));
    m_reply = nullptr;
}

void ResponsePanel::showFigures(double firstByteMs, qint64 bytes, double totalMs) {
    QStringList parts;
    if (firstByteMs >= 0) parts << tr("first byte %1").arg(formatMs(firstByteMs));
    if (totalMs >= 0) parts << tr("total %1").arg(formatMs(totalMs));
    parts << formatBytes(bytes);
    m_figures->setText(parts.join(QStringLiteral(" · ")));
}

void ResponsePanel::loadEarlier(quint64 seq) {
    if (m_loadingEarlier || !m_feed) return;
    m_loadingEarlier = true;
    const quint64 from = seq > eventsPage ? seq - eventsPage : 1;
    const QString id = m_feed->recordingId();
    const QString path = apiPath({QStringLiteral("sessions"), id, QStringLiteral("events")}) +
                         QStringLiteral("?from=%1&limit=%2").arg(from).arg(seq - from);
    m_workbench.client().get(
        path, this,
        [this, feed = m_feed](const QJsonObject& json) {
            m_loadingEarlier = false;
            SessionEvents events;
            for (const QJsonValue& value : json.value(QLatin1String("events")).toArray())
                events.append(SessionEvent::fromJson(value.toObject()));
            feed->events().prepend(events);
        },
        [this](const ApiError&) { m_loadingEarlier = false; });
}

void ResponsePanel::save() {
    const QString path = QFileDialog::getSaveFileName(this, tr("Save Body"), QStringLiteral("response"));
    if (path.isEmpty()) return;
    auto* file = new QSaveFile(path, this);
    const auto failed = [this, file, path](const ApiError& error) {
        file->deleteLater();
        m_workbench.report(tr("Saving a body"), path, error);
    };
    if (m_bodyBlob.isEmpty() || !file->open(QIODevice::WriteOnly)) {
        ApiError error;
        error.type = QStringLiteral("RuntimeFailed");
        error.message = m_bodyBlob.isEmpty() ? tr("The body is not recorded.") : file->errorString();
        failed(error);
        return;
    }
    m_workbench.client().download(
        apiPath({QStringLiteral("blobs"), m_bodyBlob}), file, this,
        [file] {
            file->commit();
            file->deleteLater();
        },
        failed);
}

} // namespace agentarium::views
