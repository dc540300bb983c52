// SPDX-License-Identifier: Apache-2.0
#include "core/projection/session_view.h"

#include "core/contract/event_kinds.h"
#include "core/contract/iso_time.h"
#include "core/contract/session_state.h"

#include <algorithm>

namespace agentarium::projection {

namespace kind = contract::kind;
namespace state = contract::state;

namespace {
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::size_t kMostNotices = 20;
} // namespace

void SessionView::apply(const nlohmann::json& event) {
    try {
        fold(event);
    } catch (const nlohmann::json::exception&) {
        // A recording may come from anywhere: one bad event must not hide the others.
    }
}

void SessionView::fold(const nlohmann::json& event) {
    const std::string eventKind = event.value("kind", std::string());
    const nlohmann::json& body = event.contains("body") ? event.at("body") : nlohmann::json::object();
    const std::int64_t wallNs = contract::fromIsoTime(event.value("wall", std::string())).value_or(0);
    m_lastSeq = event.value("seq", m_lastSeq);
    if (eventKind.rfind("invocation.", 0) == 0)
        applyInvocation(eventKind, body, wallNs);
    else
        applySession(eventKind, body, wallNs);
    applyUsage(eventKind, body, wallNs);
}

void SessionView::applyUsage(const std::string& eventKind, const nlohmann::json& body, std::int64_t wallNs) {
    m_usage.apply(eventKind, body, wallNs);
    const bool tells = eventKind == kind::kMeterSample || m_state == state::kTerminated;
    if (!tells || !m_usage.began()) return;
    m_cpuNow = m_usage.cpuNow();
    m_memoryNow = m_usage.memoryNowBytes();
    m_costUsd = m_usage.costUsd();
}

void SessionView::applySession(const std::string& eventKind, const nlohmann::json& body,
                               std::int64_t wallNs) {
    if (eventKind == kind::kSessionCreated) {
        m_created = body;
        m_startedNs = wallNs;
    } else if (eventKind == kind::kSessionState) {
        m_state = body.value("state", m_state);
        m_reason = body.value("detail", std::string());
        m_cause = body.value("cause", std::string());
        if (m_state == state::kIdle)
            m_idleSinceNs = contract::fromIsoTime(body.value("idleSince", std::string())).value_or(wallNs);
        if (m_state == state::kTerminated) m_endedNs = wallNs;
    } else if (eventKind == kind::kSessionQueued) {
        m_cause = "queued";
        m_reason = "Waits for room on the host, place " + std::to_string(body.value("place", 1)) + ": " +
                   body.value("reason", std::string());
    } else if (eventKind == kind::kSessionPhase) {
        m_phases.push_back({{"name", body.value("name", std::string())}, {"ms", body.value("ms", 0.0)}});
    } else if (eventKind == kind::kSessionStarted) {
        m_startKind = body.value("kind", std::string());
        m_startMs = body.value("ms", 0.0);
        if (body.contains("phases")) m_phases = body["phases"];
    } else if (eventKind == kind::kAgentPing) {
        m_ping = body.value("status", std::string());
        // The agent's own stamp counts only where it is later than what the runtime saw itself.
        if (m_state == state::kIdle && body.contains("timeOfLastUpdate"))
            m_idleSinceNs = std::max(
                m_idleSinceNs, std::min(wallNs, body["timeOfLastUpdate"].get<std::int64_t>() * kSecond));
    } else if (eventKind == kind::kAgentProcess) {
        if (body.value("change", std::string()) == "exited") m_exit = body;
    } else if (eventKind == kind::kSessionAdopted) {
        m_commandsOpen = 0; // theirs ended with the daemon that had begun them
    } else if (eventKind == kind::kSessionNotice) {
        if (m_notices.size() < kMostNotices) m_notices.push_back(body);
    } else if (eventKind == kind::kCommandBegin || eventKind == kind::kShellBegin) {
        ++m_commandsOpen;
    } else if (eventKind == kind::kCommandEnd || eventKind == kind::kShellEnd) {
        m_commandsOpen = std::max(0, m_commandsOpen - 1);
    }
}

void SessionView::applyInvocation(const std::string& eventKind, const nlohmann::json& body,
                                  std::int64_t wallNs) {
    const std::string id = body.value("invocationId", std::string());
    auto it = m_index.find(id);
    if (it == m_index.end()) {
        // What comes after an invocation's end, when that is forgotten already, begins no new one.
        if (eventKind != kind::kInvocationBegin) return;
        it = m_index.emplace(id, m_invocations.size()).first;
        m_invocations.emplace_back().id = id;
        ++m_invocationCount;
        ++m_invocationsOpen;
    }
    InvocationView& invocation = m_invocations[it->second];
    const bool wasRunning = invocation.running;
    invocation.apply(eventKind, body, wallNs);
    if (wasRunning && !invocation.running) {
        --m_invocationsOpen;
        forgetOldest();
    }
}

void SessionView::forgetOldest() {
    const std::size_t open = static_cast<std::size_t>(m_invocationsOpen);
    // A quarter more than asked for, so that the list is not moved at every end.
    if (m_invocations.size() - open <= m_keepEnded + m_keepEnded / 4) return;
    std::size_t surplus = m_invocations.size() - open - m_keepEnded;
    std::erase_if(m_invocations, [&](const InvocationView& invocation) {
        if (invocation.running || surplus == 0) return false;
        --surplus;
        return true;
    });
    m_index.clear();
    for (std::size_t i = 0; i < m_invocations.size(); ++i)
        m_index[m_invocations[i].id] = i;
}

std::vector<nlohmann::json> SessionView::openInvocations() const {
    std::vector<nlohmann::json> open;
    for (const InvocationView& invocation : m_invocations)
        if (invocation.running) open.push_back(invocation.toJson());
    return open;
}

nlohmann::json SessionView::toJson(std::int64_t nowNs) const {
    const auto of = [this](const char* key, nlohmann::json fallback) {
        return m_created.contains(key) ? m_created[key] : fallback;
    };
    const std::int64_t maxLifetime = of("maxLifetimeSeconds", 0).get<std::int64_t>();
    nlohmann::json json{
        {"sessionId", of("sessionId", "")},
        {"recordingId", of("recordingId", "")},
        {"agent", of("agent", "")},
        {"version", of("version", 0)},
        {"qualifier", of("qualifier", "")},
        {"protocol", of("protocol", "HTTP")},
        {"accelerator", of("accelerator", "")},
        {"isolates", of("isolates", false)},
        {"state", m_state},
        {"reason", m_reason},
        {"cause", m_cause},
        {"startKind", m_startKind},
        {"startMs", m_startMs},
        {"phases", m_phases},
        {"startedAt", contract::toIsoTime(m_startedNs)},
        {"endedAt", m_endedNs ? nlohmann::json(contract::toIsoTime(m_endedNs)) : nlohmann::json()},
        {"idleSeconds", 0},
        {"idleSince", nullptr},
        {"idleTimeoutSeconds", of("idleTimeoutSeconds", 0)},
        {"endsAt", contract::toIsoTime(m_startedNs + maxLifetime * kSecond)},
        {"inFlight", m_state == state::kTerminated ? 0 : m_invocationsOpen + m_commandsOpen},
        {"ping", m_ping},
        {"invocations", m_invocationCount},
        {"notices", m_notices},
        {"cpuNow", m_cpuNow},
        {"memoryNowBytes", m_memoryNow},
        {"costUsd", m_costUsd}};
    if (m_state == state::kIdle) json["idleSince"] = contract::toIsoTime(m_idleSinceNs);
    if (m_state == state::kIdle)
        json["idleSeconds"] = std::max<std::int64_t>(0, (nowNs - m_idleSinceNs) / kSecond);
    if (!m_exit.is_null()) json["exit"] = m_exit;
    return json;
}

SessionView SessionView::fromJson(const nlohmann::json& summary) {
    SessionView view;
    const auto timeOf = [&](const char* key) {
        const auto found = summary.find(key);
        return found != summary.end() && found->is_string()
                   ? contract::fromIsoTime(found->get<std::string>()).value_or(0)
                   : 0;
    };
    try {
        for (const char* key : {"sessionId", "recordingId", "agent", "version", "qualifier", "protocol",
                                "accelerator", "isolates", "idleTimeoutSeconds"})
            if (summary.contains(key)) view.m_created[key] = summary[key];
        view.m_startedNs = timeOf("startedAt");
        view.m_endedNs = timeOf("endedAt");
        view.m_idleSinceNs = timeOf("idleSince");
        view.m_created["maxLifetimeSeconds"] = (timeOf("endsAt") - view.m_startedNs) / kSecond;
        view.m_state = summary.value("state", view.m_state);
        view.m_reason = summary.value("reason", std::string());
        view.m_cause = summary.value("cause", std::string());
        view.m_startKind = summary.value("startKind", std::string());
        view.m_startMs = summary.value("startMs", 0.0);
        view.m_ping = summary.value("ping", std::string());
        view.m_phases = summary.value("phases", nlohmann::json::array());
        view.m_notices = summary.value("notices", nlohmann::json::array());
        view.m_invocationCount = summary.value("invocations", std::uint64_t(0));
        view.m_commandsOpen = summary.value("inFlight", 0);
        view.m_cpuNow = summary.value("cpuNow", 0.0);
        view.m_memoryNow = summary.value("memoryNowBytes", std::uint64_t(0));
        view.m_costUsd = summary.value("costUsd", 0.0);
        if (summary.contains("exit")) view.m_exit = summary["exit"];
    } catch (const nlohmann::json::exception&) {
        // A summary written by another version: what could be read is there.
    }
    return view;
}

} // namespace agentarium::projection
