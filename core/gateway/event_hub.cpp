// SPDX-License-Identifier: Apache-2.0
#include "core/gateway/event_hub.h"

#include "core/gateway/event_client.h"

namespace agentarium::gateway {

using namespace std::chrono_literals;

EventHub::EventHub(asio::io_context& io, events::Journal& journal, sessions::SessionManager& sessions,
                   jobs::JobRegistry& jobs)
    : m_io(io), m_journal(journal), m_sessions(sessions), m_jobs(jobs), m_timer(io) {
    m_subscription = m_journal.subscribe({}, [this](const events::Journal::Batch& batch) {
        std::map<std::string, std::uint64_t> newest;
        for (const events::Event& event : batch)
            newest[event.recordingId] = event.seq;
        for (const auto& client : m_clients)
            for (const auto& [recordingId, seq] : newest)
                client->committed(recordingId, seq);
        sessionsChanged();
    });
}

EventHub::~EventHub() = default;

Task<void> EventHub::serve(std::unique_ptr<FrameChannel> channel) {
    const auto client = std::make_shared<Client>(m_io, m_journal, std::move(channel));
    m_clients.insert(client);
    co_await client->run([this] {
        nlohmann::json sessions = nlohmann::json::array();
        for (const auto& session : m_sessions.live())
            sessions.push_back(session->toJson());
        return nlohmann::json{{"sessions", std::move(sessions)}, {"jobs", m_jobs.list()}};
    });
    m_clients.erase(client);
}

void EventHub::agentsChanged() {
    m_agentsDirty = true;
    markDirty();
}

void EventHub::sessionsChanged() {
    m_sessionsDirty = true;
    markDirty();
}

void EventHub::jobsChanged(const std::string& jobId) {
    m_jobsDirty.insert(jobId);
    markDirty();
}

void EventHub::markDirty() {
    if (m_timerRuns) return;
    m_timerRuns = true;
    m_timer.expires_after(33ms);
    m_timer.async_wait([this](boost::system::error_code ec) {
        m_timerRuns = false;
        if (!ec) flush();
    });
}

void EventHub::flush() {
    nlohmann::json message = nlohmann::json::object();
    if (std::exchange(m_agentsDirty, false)) message["changed"] = "agents";
    if (std::exchange(m_sessionsDirty, false)) {
        std::map<std::string, nlohmann::json> live;
        for (const auto& session : m_sessions.live())
            live[session->spec().recordingId] = session->toJson();
        if (live != m_lastLive) {
            nlohmann::json rows = nlohmann::json::array();
            for (const auto& [id, row] : live)
                rows.push_back(row);
            // What ended since the last message is sent once more, in its last form.
            for (const auto& [id, row] : m_lastLive) {
                if (live.count(id)) continue;
                nlohmann::json ended = row;
                ended["state"] = "Terminated";
                rows.push_back(std::move(ended));
            }
            message["sessions"] = std::move(rows);
            m_lastLive = std::move(live);
        }
    }
    if (!m_jobsDirty.empty()) {
        nlohmann::json rows = nlohmann::json::array();
        for (const std::string& id : std::exchange(m_jobsDirty, {}))
            if (auto job = m_jobs.find(id)) rows.push_back(std::move(*job));
        message["jobs"] = std::move(rows);
    }
    if (message.empty()) return;
    for (const auto& client : m_clients)
        if (client->watches()) client->post(message);
}

} // namespace agentarium::gateway
