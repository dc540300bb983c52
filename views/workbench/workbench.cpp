// SPDX-License-Identifier: Apache-2.0
#include "views/workbench/workbench.h"

#include <algorithm>
#include <functional>

namespace agentarium::views {

namespace {
constexpr int firstRetryMs = 500;
constexpr int lastRetryMs = 5000;
} // namespace

Workbench::Workbench(DaemonLocator locator, const QString& folder, QObject* parent)
    : QObject(parent), m_settings(folder), m_drafts(folder), m_connector(std::move(locator)) {
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, &m_connector, &Connector::search);
    connect(&m_connector, &Connector::found, this, &Workbench::onFound);
    connect(&m_connector, &Connector::failed, this, &Workbench::onLost);
    connect(&m_client, &WorkbenchClient::unreachable, this, &Workbench::onLost);
    connect(&m_stream, &EventStream::opened, this, &Workbench::refreshAll);
    connect(&m_stream, &EventStream::lost, this,
            [this] { onLost(ApiError::unreachable(tr("The connection to the daemon was lost."))); });
    connect(&m_stream, &EventStream::agentsChanged, this, &Workbench::refreshAgents);
    connect(&m_stream, &EventStream::sessionsChanged, &m_sessions, &SessionsModel::setSessions);
    connect(&m_stream, &EventStream::jobsChanged, &m_jobs, &JobsModel::updateJobs);
    connect(&m_stream, &EventStream::eventsArrived, this, &Workbench::onEvents);
    connect(&m_sessions, &SessionsModel::sessionEnded, this, &Workbench::refreshRecent);
    connect(&m_sessions, &QAbstractItemModel::rowsInserted, this, &Workbench::refreshRecent);
    connect(&m_jobs, &JobsModel::jobChanged, this, &Workbench::onJob);
}

Workbench::~Workbench() = default;

void Workbench::connectToDaemon() {
    m_retry.stop();
    if (m_link != Link::Connected) m_connector.search();
}

void Workbench::onFound(const DaemonAddress& address) {
    m_client.setAddress(address);
    m_stream.open(address);
}

void Workbench::onLost(const ApiError& error) {
    m_linkError = error;
    m_link = Link::Lost;
    m_stream.close();
    m_retry.start(std::min(lastRetryMs, firstRetryMs << std::min(m_attempt++, 4)));
    emit linkChanged();
}

void Workbench::refreshAll() {
    m_link = Link::Connected;
    m_attempt = 0;
    emit linkChanged();
    refreshHost();
    refreshAgents();
    refreshRecent();
    m_client.get(QStringLiteral("/sessions"), this, [this](const QJsonObject& json) {
        m_sessions.setSessions(json.value(QLatin1String("sessions")).toArray());
    });
    m_client.get(QStringLiteral("/jobs"), this, [this](const QJsonObject& json) {
        m_jobs.setJobs(json.value(QLatin1String("jobs")).toArray());
    });
}

void Workbench::refreshAgents() {
    m_client.get(QStringLiteral("/agents"), this, [this](const QJsonObject& json) {
        m_agents.setAgents(json.value(QLatin1String("agents")).toArray());
    });
}

void Workbench::refreshHost() {
    m_host.setChecking();
    m_client.get(
        QStringLiteral("/doctor"), &m_host, [this](const QJsonObject& json) { m_host.setResult(json); },
        [this](const ApiError& error) { m_host.setFailed(error); });
}

void Workbench::refreshRecent() {
    m_client.get(QStringLiteral("/sessions?all=1"), this, [this](const QJsonObject& json) {
        m_recent = json.value(QLatin1String("sessions")).toArray();
        emit recentChanged();
    });
}

std::shared_ptr<SessionFeed> Workbench::follow(const QString& recordingId) {
    if (auto known = m_feeds.value(recordingId).lock()) return known;
    // A slot may hold the last reference, so the feed goes when the event loop is reached.
    std::shared_ptr<SessionFeed> feed(new SessionFeed(recordingId), std::mem_fn(&QObject::deleteLater));
    connect(feed.get(), &QObject::destroyed, this, [this, recordingId] {
        if (!m_feeds.value(recordingId).expired()) return;
        m_feeds.remove(recordingId);
        m_stream.unfollow(recordingId);
    });
    m_feeds.insert(recordingId, feed);
    m_stream.follow(recordingId);
    return feed;
}

void Workbench::onEvents(const QString& recordingId, const SessionEvents& events) {
    if (auto feed = m_feeds.value(recordingId).lock()) feed->append(events);
}

void Workbench::stopSession(const QString& sessionId) {
    m_client.remove(apiPath({QStringLiteral("sessions"), sessionId}), this, {},
                    [this, sessionId](const ApiError& error) {
                        if (error.type != QLatin1String("NotFound"))
                            report(tr("Stopping a session"), sessionId, error);
                    });
}

void Workbench::deleteAgent(const QString& name) {
    m_client.remove(
        apiPath({QStringLiteral("agents"), name}), this, [this](const QJsonObject&) { refreshAgents(); },
        [this, name](const ApiError& error) { report(tr("Deleting an agent"), name, error); });
}

void Workbench::cancelJob(const QString& id) {
    m_client.remove(
        apiPath({QStringLiteral("jobs"), id}), this,
        [this](const QJsonObject& job) { m_jobs.updateJobs({job}); },
        [this, id](const ApiError& error) { report(tr("Cancelling a job"), id, error); });
}

void Workbench::buildImage() {
    startJob(QStringLiteral("/image/build"), {}, tr("Building the guest image"), this, {});
}

void Workbench::startJob(const QString& path, const QJsonObject& body, const QString& what, QObject* context,
                         std::function<void(const Job&)> started,
                         std::function<void(const ApiError&)> failed) {
    m_client.post(
        path, body, context,
        [this, started = std::move(started)](const QJsonObject& json) {
            m_jobs.updateJobs({json});
            const Job* known = m_jobs.job(Job::fromJson(json).id);
            if (!known) return;
            const Job job = *known;
            if (m_oldNews.remove(job.id)) tellEnd(job);
            if (started) started(job);
        },
        [this, what, failed = std::move(failed)](const ApiError& error) {
            report(what, {}, error);
            if (failed) failed(error);
        });
}

void Workbench::onJob(const Job& job) {
    const QString before = m_jobStates.value(job.id);
    m_jobStates.insert(job.id, job.state);
    if (before == job.state || job.isRunning()) return;
    // A job that was over when this window first heard of it is old news, unless this window asked for it: a
    // quick end overtakes the answer to the request.
    if (before.isEmpty())
        m_oldNews.insert(job.id);
    else
        tellEnd(job);
}

void Workbench::tellEnd(const Job& job) {
    if (job.state == QLatin1String("failed")) report(job.title, tr("Job %1").arg(job.id), job.error);
    if (job.state == QLatin1String("done")) {
        refreshAgents();
        if (job.kind.startsWith(QLatin1String("image."))) refreshHost();
    }
}

void Workbench::report(const QString& what, const QString& where, const ApiError& error) {
    // The banner already tells of a lost daemon, and of its return.
    if (error.type == QLatin1String("Unreachable")) return;
    m_problems.add(what, where, error);
    emit problemReported();
}

} // namespace agentarium::views
