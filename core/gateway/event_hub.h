// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/journal.h"
#include "core/gateway/exchange.h"
#include "core/jobs/registry.h"
#include "core/sessions/manager.h"

#include <set>

namespace agentarium::gateway {

/// Serves `GET /events`: committed events to those who follow a session, changed lists to those who watch.
class EventHub {
public:
    EventHub(asio::io_context& io, events::Journal& journal, sessions::SessionManager& sessions,
             jobs::JobRegistry& jobs);
    ~EventHub();

    Task<void> serve(std::unique_ptr<FrameChannel> channel);
    void agentsChanged();
    void sessionsChanged();
    void jobsChanged(const std::string& jobId);
    int clients() const { return static_cast<int>(m_clients.size()); }

private:
    class Client;
    bool isWatched() const;
    std::map<std::string, nlohmann::json> liveRows() const;
    void markDirty();
    void flush();

    asio::io_context& m_io;
    events::Journal& m_journal;
    sessions::SessionManager& m_sessions;
    jobs::JobRegistry& m_jobs;
    std::set<std::shared_ptr<Client>> m_clients;
    std::unique_ptr<events::Journal::Subscription> m_subscription;
    asio::steady_timer m_timer;
    bool m_timerRuns = false;
    bool m_agentsDirty = false;
    bool m_sessionsDirty = false;
    std::set<std::string> m_jobsDirty;
    std::map<std::string, nlohmann::json> m_lastLive; ///< recording id to what was sent last
};

} // namespace agentarium::gateway
