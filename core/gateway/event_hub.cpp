// SPDX-License-Identifier: Apache-2.0
#include "core/gateway/event_hub.h"

#include "core/gateway/event_client.h"

#include <algorithm>

namespace agentarium::gateway {

using namespace std::chrono_literals;

namespace {

nlohmann::json valuesOf(const std::map<std::string, nlohmann::json>& rows) {
    nlohmann::json values = nlohmann::json::array();
    for (const auto& [id, row] : rows)
        values.push_back(row);
    return values;
}

} // namespace

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
    const std::function<nlohmann::json()> snapshot = [this] {
        const auto live = liveRows();
        if (!isWatched()) m_lastLive = live; // what this client hears next is what has changed since
        return nlohmann::json{{"sessions", valuesOf(live)}, {"jobs", m_jobs.list()}};
    };
    std::exception_ptr failure;
    try {
        co_await client->run(snapshot);
    } catch (...) {
        failure = std::current_exception();
    }
    m_clients.erase(client);
    if (failure) std::rethrow_exception(failure);
}

std::map<std::string, nlohmann::json> EventHub::liveRows() const {
    std::map<std::string, nlohmann::json> live;
    for (const auto& session : m_sessions.live())
        live[session->spec().recordingId] = session->toJson();
    return live;
}

bool EventHub::isWatched() const {
    return std::any_of(m_clients.begin(), m_clients.end(),
                       [](const auto& client) { return client->watches(); });
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
    if (!isWatched()) {
        // Who comes gets all there is.
        m_agentsDirty = m_sessionsDirty = false;
        m_jobsDirty.clear();
        return;
    }
    nlohmann::json message = nlohmann::json::object();
    if (std::exchange(m_agentsDirty, false)) message["changed"] = "agents";
    if (std::exchange(m_sessionsDirty, false)) {
        auto live = liveRows();
        if (live != m_lastLive) {
            nlohmann::json rows = valuesOf(live);
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
