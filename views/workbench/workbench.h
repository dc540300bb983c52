// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/connector.h"
#include "views/client/eventstream.h"
#include "views/client/workbenchclient.h"
#include "views/jobs/jobsmodel.h"
#include "views/navigator/agentsmodel.h"
#include "views/navigator/sessionsmodel.h"
#include "views/problems/problemsmodel.h"
#include "views/session/sessionfeed.h"
#include "views/workbench/draftstore.h"
#include "views/workbench/hoststatus.h"
#include "views/workbench/settings.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QSet>

#include <memory>

namespace agentarium::views {

/// What all panels share: the connection to the daemon and the models that it fills. It invents no state; it
/// asks and shows.
class Workbench : public QObject {
    Q_OBJECT
public:
    enum class Link { Connecting, Connected, Lost };

    /// `folder` holds the window's own files.
    Workbench(DaemonLocator locator, const QString& folder, QObject* parent = nullptr);
    ~Workbench() override;

    /// Looks for the daemon and goes on looking until there is one.
    void connectToDaemon();

    Link link() const { return m_link; }
    const ApiError& linkError() const { return m_linkError; }
    WorkbenchClient& client() { return m_client; }
    EventStream& stream() { return m_stream; }
    AgentsModel& agents() { return m_agents; }
    SessionsModel& sessions() { return m_sessions; }
    JobsModel& jobs() { return m_jobs; }
    ProblemsModel& problems() { return m_problems; }
    HostStatus& host() { return m_host; }
    Settings& settings() { return m_settings; }
    DraftStore& drafts() { return m_drafts; }
    const QJsonArray& recentSessions() const { return m_recent; }

    /// The feed of a recording, followed as long as somebody holds it.
    std::shared_ptr<SessionFeed> follow(const QString& recordingId);

    void refreshHost();
    void refreshRecent();
    void stopSession(const QString& sessionId);
    void deleteAgent(const QString& name);
    void cancelJob(const QString& id);
    void buildImage();
    /// Posts to `path`, which answers with a job; the job is shown, `started` gets it.
    void startJob(const QString& path, const QJsonObject& body, const QString& what, QObject* context,
                  std::function<void(const Job&)> started, std::function<void(const ApiError&)> failed = {});
    void report(const QString& what, const QString& where, const ApiError& error);

signals:
    void linkChanged();
    void recentChanged();
    /// A problem was added; the window shows where.
    void problemReported();

private:
    void onFound(const DaemonAddress& address);
    void onLost(const ApiError& error);
    void refreshAll();
    void refreshAgents();
    void onEvents(const QString& recordingId, const SessionEvents& events);
    void onJob(const Job& job);
    void tellEnd(const Job& job);

    Settings m_settings;
    DraftStore m_drafts;
    Connector m_connector;
    WorkbenchClient m_client;
    EventStream m_stream;
    AgentsModel m_agents;
    SessionsModel m_sessions;
    JobsModel m_jobs;
    ProblemsModel m_problems;
    HostStatus m_host;
    QHash<QString, std::weak_ptr<SessionFeed>> m_feeds;
    QJsonArray m_recent;
    QTimer m_retry;
    QHash<QString, QString> m_jobStates; ///< last seen state, to report a failure once
    QSet<QString> m_oldNews;             ///< jobs that were over when first heard of
    Link m_link = Link::Connecting;
    ApiError m_linkError;
    int m_attempt = 0;
};

} // namespace agentarium::views
