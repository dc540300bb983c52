// SPDX-License-Identifier: Apache-2.0
#include "views/session/sessionpage.h"

#include "views/format/format.h"
#include "views/request/copyas.h"
#include "views/request/requestpanel.h"
#include "views/response/responsepanel.h"
#include "views/session/sessionfeed.h"
#include "views/theme/fonts.h"
#include "views/widgets/chip.h"
#include "views/widgets/copybutton.h"
#include "views/widgets/elidedlabel.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"
#include "views/workbench/workbench.h"

#include <QBoxLayout>
#include <QSplitter>
#include <QUuid>

namespace agentarium::views {

namespace {
const QString splitterKey = QStringLiteral("session/splitter");
const QString firstBody = QStringLiteral("{\n  \"prompt\": \"Hello\"\n}");
} // namespace

QString SessionPage::newSessionId(const QString& agent) {
    return agent.left(40) + QLatin1Char('-') + QUuid::createUuid().toString(QUuid::Id128);
}

SessionPage::SessionPage(Workbench& workbench, const QString& agent, const QString& qualifier,
                         const QString& sessionId, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_agent(agent)
    , m_qualifier(qualifier.isEmpty() ? QStringLiteral("DEFAULT") : qualifier)
    , m_sessionId(sessionId)
    , m_state(new Chip(Chip::Fill::Solid))
    , m_id(new ElidedLabel(Qt::ElideMiddle))
    , m_of(new ElidedLabel)
    , m_startChip(new Chip(Chip::Fill::Outline))
    , m_clock(label({}, "muted"))
    , m_stop(named(button(tr("Stop Session"), "danger"), tr("Stop Session")))
    , m_reason(new ElidedLabel)
    , m_request(new RequestPanel)
    , m_response(new ResponsePanel(workbench))
    , m_splitter(new QSplitter(Qt::Horizontal)) {
    setAccessibleName(tr("Session %1").arg(sessionId));
    auto* column = columnIn(this);
    column->addWidget(makeHead());
    m_splitter->addWidget(m_request);
    m_splitter->addWidget(m_response);
    m_splitter->setChildrenCollapsible(false);
    m_request->setMinimumWidth(340);
    m_response->setMinimumWidth(420);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({420, 770});
    m_splitter->restoreState(workbench.settings().value(splitterKey).toByteArray());
    column->addWidget(m_splitter, 1);
    connect(m_splitter, &QSplitter::splitterMoved, this,
            [this] { m_workbench.settings().setValue(splitterKey, m_splitter->saveState()); });

    m_request->setCopyMakers([this] { return asCurl(request(), m_workbench.client().address()); },
                             [this] { return asAgentariumctl(request()); });
    connect(m_request, &RequestPanel::sendRequested, this, &SessionPage::send);
    connect(m_request, &RequestPanel::cancelRequested, this, &SessionPage::cancel);
    connect(m_stop, &QPushButton::clicked, this, [this] { m_workbench.stopSession(m_sessionId); });
    onAgents();
    loadDraft();
    connect(m_request, &RequestPanel::draftChanged, this, &SessionPage::saveDraft);
    connectModels();
    refresh();
}

SessionPage::~SessionPage() {
    if (m_feed) m_feed->disconnect(this);
}

QWidget* SessionPage::makeHead() {
    auto* head = panel("head");
    auto* column = columnIn(head, 16, 8, 2);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_state);
    QFont mono = monoFont();
    mono.setWeight(QFont::DemiBold);
    m_id->setFont(mono);
    m_id->setFullText(m_sessionId);
    m_id->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* id = new QHBoxLayout;
    id->setSpacing(2);
    id->addWidget(m_id);
    id->addWidget(new CopyButton(tr("Copy Session ID"), [this] { return m_sessionId; }));
    row->addLayout(id);
    m_of->setProperty("shade", QStringLiteral("muted"));
    row->addWidget(m_of);
    row->addWidget(m_startChip);
    row->addStretch(1);
    m_clock->setFont(monoFont());
    row->addWidget(m_clock);
    row->addWidget(m_stop);
    column->addLayout(row);
    m_reason->setProperty("shade", QStringLiteral("muted"));
    m_reason->setFont(captionFont());
    m_reason->setMinimumHeight(20);
    column->addWidget(m_reason);
    m_startChip->hide();
    return head;
}

void SessionPage::connectModels() {
    SessionsModel& sessions = m_workbench.sessions();
    connect(&sessions, &SessionsModel::sessionChanged, this, &SessionPage::onSession);
    connect(&sessions, &SessionsModel::sessionEnded, this, &SessionPage::onEnded);
    connect(&sessions, &SessionsModel::ticked, this, &SessionPage::refreshClock);
    connect(&m_workbench.agents(), &QAbstractItemModel::dataChanged, this, &SessionPage::onAgents);
    connect(&m_workbench.agents(), &QAbstractItemModel::rowsInserted, this, &SessionPage::onAgents);
    if (const auto live = sessions.session(m_sessionId)) onSession(*live);
}

void SessionPage::onSession(const SessionRow& row) {
    if (row.sessionId != m_sessionId) return;
    m_live = row;
    m_agent = row.agent;
    m_qualifier = row.qualifier;
    if (!m_feed || m_feed->recordingId() != row.recordingId) showRecording(row.recordingId);
    refresh();
}

void SessionPage::onEnded(const SessionRow& row) {
    if (row.sessionId != m_sessionId || (m_feed && m_feed->recordingId() != row.recordingId)) return;
    m_live = row;
    refresh();
}

void SessionPage::showRecording(const QString& recordingId) {
    if (m_feed) m_feed->disconnect(this);
    m_feed = m_workbench.follow(recordingId);
    connect(m_feed.get(), &SessionFeed::summaryChanged, this, &SessionPage::refresh);
    m_response->setFeed(m_feed);
    refresh();
}

void SessionPage::onAgents() {
    m_request->setQualifiers(m_workbench.agents().qualifiersOf(m_agent), m_qualifier);
    refresh();
}

SessionRow SessionPage::row() const {
    // The list knows what is running out; the events know what was, also when the list has forgotten it.
    if (!m_live.state.isEmpty() && !(m_feed && m_feed->summary().isEnded())) return m_live;
    return m_feed ? m_feed->summary() : SessionRow();
}

bool SessionPage::isLive() const {
    const SessionRow now = row();
    return !now.state.isEmpty() && !now.isEnded();
}

void SessionPage::refresh() {
    const SessionRow now = row();
    const bool exists = !now.state.isEmpty();
    m_state->setText(exists                  ? stateText(now.state)
                     : m_starting || m_reply ? tr("Starting")
                                             : tr("Not Started"));
    m_state->setTone(exists ? toneOfState(now.state) : m_starting || m_reply ? Tone::Info : Tone::Neutral);
    const int version =
        exists && now.version ? now.version : m_workbench.agents().versionOf(m_agent, m_qualifier);
    m_of->setFullText(version ? tr("%1 · %2 (v%3)").arg(m_agent, m_qualifier).arg(version)
                              : tr("%1 · %2").arg(m_agent, m_qualifier));
    m_startChip->setText(now.startText());
    m_startChip->setToolTip(now.phasesText());
    m_startChip->setVisible(!now.startText().isEmpty());
    m_stop->setEnabled(isLive());
    m_request->setQualifierEnabled(!isLive());
    QString reason = now.reason;
    if (!exists)
        reason = m_starting || m_reply ? tr("Asking for a microVM.")
                                       : tr("No microVM yet: sending a request starts one.");
    m_reason->setFullText(reason);
    if (m_reply && m_reply->bytes() == 0)
        m_response->setWaiting(now.state == QLatin1String("Provisioning") || !exists
                                   ? tr("Starting a microVM; the request is waiting for the agent…")
                                   : tr("Waiting for the agent's first byte…"));
    refreshClock();
    emit changed();
}

void SessionPage::refreshClock() {
    const SessionRow now = row();
    QStringList parts;
    if (now.isEnded()) {
        if (now.endedAt.isValid())
            parts << tr("ended %1").arg(QLocale().toString(now.endedAt.toLocalTime(), QLocale::ShortFormat));
        if (now.startedAt.isValid() && now.endedAt.isValid())
            parts << tr("lived %1").arg(formatClock(now.startedAt.secsTo(now.endedAt)));
    } else if (!now.state.isEmpty()) {
        const QDateTime utc = QDateTime::currentDateTimeUtc();
        if (now.startedAt.isValid()) parts << tr("up %1").arg(formatClock(now.startedAt.secsTo(utc)));
        if (const qint64 left = now.idleLeft(); left >= 0)
            parts << tr("idle stop in %1").arg(formatClock(left));
        else if (now.endsAt.isValid())
            parts << tr("ends in %1").arg(formatClock(utc.secsTo(now.endsAt)));
    }
    m_clock->setText(parts.join(QStringLiteral(" · ")));
}

void SessionPage::start() {
    if (isLive() || m_starting) return;
    m_starting = true;
    const QString path = apiPath({QStringLiteral("agents"), m_agent, QStringLiteral("sessions")});
    m_workbench.client().post(
        path,
        {{QStringLiteral("sessionId"), m_sessionId},
         {QStringLiteral("qualifier"), m_request->request().qualifier}},
        this,
        [this](const QJsonObject&) {
            m_starting = false;
            refresh();
        },
        [this](const ApiError& error) {
            m_starting = false;
            m_workbench.report(tr("Starting a session of %1").arg(m_agent), m_sessionId, error);
            m_response->fail(error);
            refresh();
        });
    refresh();
}

InvocationRequest SessionPage::request() const {
    InvocationRequest request = m_request->request();
    request.agent = m_agent;
    request.sessionId = m_sessionId;
    return request;
}

void SessionPage::send() {
    if (m_reply) return;
    m_reply = m_workbench.client().invoke(request(), this);
    m_response->attach(m_reply);
    m_request->setBusy(true);
    connect(m_reply, &InvocationReply::started, this, &SessionPage::refresh);
    connect(m_reply, &InvocationReply::finished, this, [this] {
        onReplyOver();
        emit answered(true);
    });
    connect(m_reply, &InvocationReply::cancelled, this, &SessionPage::onReplyOver);
    connect(m_reply, &InvocationReply::failed, this, [this](const ApiError& error) {
        m_workbench.report(tr("Invoking %1").arg(m_agent), m_sessionId, error);
        onReplyOver();
        emit answered(false);
    });
    refresh();
}

void SessionPage::onReplyOver() {
    if (m_reply) m_reply->deleteLater();
    m_reply = nullptr;
    m_request->setBusy(false);
    refresh();
}

void SessionPage::cancel() {
    if (m_reply) m_reply->cancel();
}

void SessionPage::setRequestText(const QString& text) {
    m_request->setText(text);
}
void SessionPage::focusRequest() {
    m_request->focusEditor();
}

void SessionPage::saveDraft() {
    m_workbench.drafts().save(m_sessionId, m_request->draft());
    m_workbench.drafts().save(m_agent, m_request->draft());
}

void SessionPage::loadDraft() {
    QJsonObject draft = m_workbench.drafts().load(m_sessionId);
    if (draft.isEmpty()) draft = m_workbench.drafts().load(m_agent);
    if (draft.isEmpty())
        m_request->setText(firstBody);
    else
        m_request->setDraft(draft);
    m_request->setQualifiers(m_workbench.agents().qualifiersOf(m_agent), m_qualifier);
}

} // namespace agentarium::views
