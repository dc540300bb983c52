// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/manager.h"

#include "core/agents/launch_command.h"
#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/contract/quota_error.h"
#include "core/contract/session_id.h"

#include <boost/asio/detached.hpp>
#include <fmt/format.h>

namespace agentarium::sessions {

namespace {

void requireRate(contract::RateLimit& rate, int perSecond, const char* what, const char* option) {
    const std::chrono::nanoseconds wait = rate.take(std::chrono::steady_clock::now(), perSecond);
    if (wait == wait.zero()) return;
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(wait).count();
    throw contract::throttled(
        fmt::format("Rate exceeded: the limit is {} {} in a second.", perSecond, what),
        fmt::format("Try again in {} ms, or change the limit: `agentariumctl daemon limits {} N`.", ms,
                    option),
        wait);
}

} // namespace

SessionManager::SessionManager(asio::io_context& io, asio::thread_pool& pool, machines::Machines& machines,
                               events::Journal& journal, agents::AgentStore& agents,
                               image::ImageStore& images, starts::Starts& starts)
    : m_io(io)
    , m_pool(pool)
    , m_machines(machines)
    , m_journal(journal)
    , m_agents(agents)
    , m_images(images)
    , m_starts(starts)
    , m_admission(io)
    , m_reconcileNews(io.get_executor()) {
    m_admission.setLiveCount([this] { return static_cast<int>(m_byRecording.size()); });
    m_admission.setReclaim([this] { m_starts.giveUpWarmClone(); });
    m_starts.setGate([this](std::uint64_t bytes, std::function<void(const std::string& why)> waiting,
                            std::function<bool()> unwanted) {
        return m_admission.enterBehind(bytes, std::move(waiting), std::move(unwanted));
    });
    m_machines.onStopped([this](std::string name, std::string reason) {
        m_starts.machineStopped(name);
        for (const auto& session : live())
            if (session->machineName() == name) session->machineStopped(reason);
    });
}

Session::Services SessionManager::services() {
    return {m_io,        m_machines,
            m_journal,   m_starts,
            m_admission, [this](const std::string& recordingId) { forget(recordingId); },
            m_pool,      [this](const Session& session) { return charge(session); }};
}

std::shared_ptr<Session> SessionManager::make(SessionSpec spec, Lifecycle::Time created) {
    const std::string recordingId = spec.recordingId;
    auto session = std::make_shared<Session>(services(), std::move(spec), created);
    m_byRecording[recordingId] = session;
    return session;
}

void SessionManager::forget(const std::string& recordingId) {
    m_byRecording.erase(recordingId);
    if (m_changed) m_changed();
}

std::shared_ptr<Session> SessionManager::find(const std::string& id) const {
    for (const auto& [recordingId, session] : m_byRecording)
        if (recordingId == id || session->spec().sessionId == id) return session;
    return nullptr;
}

std::vector<std::shared_ptr<Session>> SessionManager::live() const {
    std::vector<std::shared_ptr<Session>> sessions;
    for (const auto& [recordingId, session] : m_byRecording)
        sessions.push_back(session);
    return sessions;
}

SessionSpec SessionManager::specOf(const std::string& sessionId, const std::string& recordingId,
                                   const agents::AgentVersion& version, const std::string& qualifier) const {
    SessionSpec spec;
    spec.sessionId = sessionId;
    spec.recordingId = recordingId;
    spec.runtimeId = m_agents.runtimeIdOf(version.agentName);
    spec.qualifier = qualifier;
    spec.version = version;
    spec.argv = agents::launchCommand(version);
    return spec;
}

Task<std::shared_ptr<Session>> SessionManager::alive(std::string sessionId, std::string agentName) {
    for (;;) {
        std::shared_ptr<Session> found;
        for (const auto& [recordingId, session] : m_byRecording)
            if (session->spec().sessionId == sessionId && session->spec().version.agentName == agentName)
                found = session;
        if (!found || found->lifecycle().state() != State::Terminated) co_return found;
        // The id begins a new microVM as soon as the old one is gone.
        co_await found->gone();
    }
}

Task<SessionManager::Acquired> SessionManager::acquire(std::string sessionId, std::string agent,
                                                       std::string qualifier) {
    if (sessionId.empty()) sessionId = makeUuid();
    contract::requireSessionId(sessionId);
    const agents::AgentVersion version = m_agents.resolve(agent, qualifier);

    if (auto session = co_await alive(sessionId, version.agentName)) co_return Acquired{session, false};

    Budgets::Account account{"", version.agentName, version.number, {}, version.settings.budgetUsd};
    if (const auto why = m_budgets.exhausted(account, wallNowNs()))
        throw Error(ErrorKind::Refused, "No session can begin: " + *why,
                    "Give a higher budget: `agentariumctl budget --day USD`, or deploy with --budget USD.");

    const auto image = m_images.current();
    if (!image)
        throw Error(ErrorKind::RuntimeFailed, "There is no guest image to start a microVM from.",
                    "Build it once with `agentariumctl image build`, or import one with `agentariumctl image "
                    "import FILE`.");

    const auto capabilities = co_await m_machines.capabilities();
    if (!m_reconciled) co_await requireReconciled();
    // Another request may have begun this session while the host was asked.
    if (auto session = co_await alive(sessionId, version.agentName)) co_return Acquired{session, false};
    if (m_ending)
        throw Error(ErrorKind::RuntimeFailed, "The daemon is ending.",
                    "Send it again: the next command starts a new one.");
    countNewSession();

    events::SessionRow row;
    row.sessionId = sessionId;
    row.recordingId = makeHexId();
    row.agent = version.agentName;
    row.version = version.number;
    row.startedNs = wallNowNs();
    SessionSpec spec = specOf(sessionId, row.recordingId, version, qualifier); // its agent may be gone by now
    m_journal.begin(row);
    const auto session = make(std::move(spec), std::chrono::steady_clock::now());
    const agents::VersionSettings& settings = version.settings;
    session->recorder().emit("session.created", {{"sessionId", sessionId},
                                                 {"recordingId", row.recordingId},
                                                 {"agent", version.agentName},
                                                 {"agentRuntimeId", session->spec().runtimeId},
                                                 {"version", version.number},
                                                 {"qualifier", qualifier},
                                                 {"protocol", agents::toString(settings.protocol)},
                                                 {"memoryMb", settings.memoryMb},
                                                 {"vcpus", settings.vcpus},
                                                 {"idleTimeoutSeconds", settings.idleTimeoutS},
                                                 {"maxLifetimeSeconds", settings.maxLifetimeS},
                                                 {"egress", settings.egress.toString()},
                                                 {"accelerator", capabilities.accelerator},
                                                 {"isolates", capabilities.isolates},
                                                 {"prices", m_prices.standardModel().toJson()}});
    session->recorder().emit("session.state", {{"state", toString(State::Provisioning)},
                                               {"cause", "created"},
                                               {"detail", "A request named a session without a microVM."}});
    m_journal.update(row.recordingId, session->toJson());
    asio::co_spawn(
        m_io, [session, image = *image]() { return session->start(image); }, asio::detached);
    if (m_changed) m_changed();
    co_return Acquired{session, true};
}

Task<void> SessionManager::stop(std::vector<std::shared_ptr<Session>> sessions, std::string cause,
                                std::string detail) {
    for (const auto& session : sessions)
        asio::co_spawn(
            m_io, [session, cause, detail] { return session->stop(cause, detail); }, asio::detached);
    for (const auto& session : sessions)
        co_await session->stop(cause, detail);
}

Task<void> SessionManager::stopAll(std::string cause, std::string detail) {
    m_ending = true;
    co_await stop(live(), std::move(cause), std::move(detail));
}

Task<void> SessionManager::stopAgent(std::string agentName) {
    auto sessions = live();
    std::erase_if(sessions, [&](const auto& one) { return one->spec().version.agentName != agentName; });
    co_await stop(std::move(sessions), "agentDeleted", "Its agent was deleted.");
}

void SessionManager::countRequest() {
    const int most = m_admission.limits().requestsPerSecond;
    requireRate(m_requests, most, "requests to agents and sessions", "--requests-per-second");
}

void SessionManager::countNewSession() {
    const int most = m_admission.limits().newSessionsPerSecond;
    requireRate(m_newSessions, most, "new sessions", "--new-sessions-per-second");
}

std::optional<std::string> SessionManager::charge(const Session& session) {
    const projection::UsageView& usage = session.view().usage();
    const SessionSpec& spec = session.spec();
    const Budgets::Account account{spec.recordingId, spec.version.agentName, spec.version.number,
                                   usage.budgetUsd(), spec.version.settings.budgetUsd};
    m_budgets.charge(account, usage.costUsd(), wallNowNs());
    return m_budgets.exhausted(account, wallNowNs());
}

} // namespace agentarium::sessions
