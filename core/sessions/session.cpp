// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/session.h"

#include "core/sessions/agent_exit.h"
#include "core/sessions/agent_ping.h"
#include "core/sessions/clock_text.h"

#include <boost/asio/detached.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

namespace agentarium::sessions {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

/// How long requests of a session that has ended may take to end.
constexpr auto kLastWords = 5s;

Lifecycle::Limits limitsOf(const agents::VersionSettings& settings) {
    Lifecycle::Limits limits;
    limits.idleTimeout = std::chrono::seconds(settings.idleTimeoutS);
    limits.maxLifetime = std::chrono::seconds(settings.maxLifetimeS);
    return limits;
}

} // namespace

Session::Session(Services services, SessionSpec spec, Lifecycle::Time created)
    : m_services(std::move(services))
    , m_spec(std::move(spec))
    , m_recorder(m_services.journal, m_spec.recordingId)
    , m_lifecycle(created, limitsOf(m_spec.version.settings), clockText)
    , m_changed(m_services.io.get_executor())
    , m_machineName("agentarium-" + m_spec.recordingId.substr(0, 12))
    , m_tick(m_services.io)
    , m_pingTimer(m_services.io)
    , m_created(created) {}

Session::~Session() = default;

void Session::apply(std::optional<Transition> transition) {
    if (transition) {
        nlohmann::json body{{"state", toString(transition->to)},
                            {"from", toString(transition->from)},
                            {"cause", transition->cause},
                            {"detail", transition->detail}};
        m_recorder.emit("session.state", std::move(body));
        m_services.journal.update(m_spec.recordingId, toJson());
        m_changed.notifyAll();
        if (transition->to == State::Terminated && !m_ending)
            asio::co_spawn(
                m_services.io, [self = shared_from_this()] { return self->endMachine(); }, asio::detached);
        if (m_pings.changed(Clock::now(), m_lifecycle)) m_pingTimer.cancel();
    }
    scheduleTick();
}

void Session::scheduleTick() {
    if (m_lifecycle.state() == State::Terminated) {
        m_tick.cancel();
        return;
    }
    m_tick.expires_at(m_lifecycle.nextDeadline());
    m_tick.async_wait([weak = weak_from_this()](boost::system::error_code ec) {
        if (ec) return;
        if (const auto self = weak.lock()) self->apply(self->m_lifecycle.tick(Clock::now()));
    });
}

void Session::makeMeter(long emulatorPid, SessionMeter::Origin origin) {
    m_meter = std::make_shared<SessionMeter>(m_services.io, m_services.pool, m_recorder.view().startedNs(),
                                             emulatorPid, origin,
                                             [this](nlohmann::json body) { takeSample(std::move(body)); });
}

void Session::attend() {
    if (!m_meter || !m_link || std::exchange(m_attends, true)) return;
    follow(m_nextGuestEvent);
    asio::co_spawn(
        m_services.io,
        [](std::shared_ptr<Session> self, std::shared_ptr<SessionMeter> meter) -> Task<void> {
            if (self->m_link) co_await meter->run(*self->m_link);
        }(shared_from_this(), m_meter),
        asio::detached);
}

void Session::takeSample(nlohmann::json body) {
    m_recorder.emit("meter.sample", std::move(body));
    const auto why = m_services.charge(*this);
    if (why && !m_ending) apply(m_lifecycle.terminate("budget", *why));
}

void Session::setBudget(std::optional<double> usd) {
    if (usd && !(*usd > 0))
        throw Error(ErrorKind::BadInput, fmt::format("A budget of ${} is no amount above 0.", *usd),
                    "Give US dollars, for example 0.05.");
    m_recorder.emit("session.budget", {{"usd", usd ? nlohmann::json(*usd) : nlohmann::json()}});
    if (m_meter) m_meter->ask();
}

Task<void> Session::refreshUsage() {
    const auto self = shared_from_this();
    attend();
    if (m_meter) co_await m_meter->refresh(500ms);
}

Task<void> Session::ready(std::function<bool()> cancelled) {
    const auto self = shared_from_this();
    while (!m_started && !m_startError && m_lifecycle.state() != State::Terminated) {
        if (cancelled && cancelled()) co_return;
        co_await m_changed.wait(200ms);
    }
    if (m_startError) throw *m_startError;
    if (m_lifecycle.state() == State::Terminated) throw endedError();
}

Error Session::endedError() const {
    static constexpr std::array asked{"stopRequested", "agentDeleted", "daemonStopped"};
    const nlohmann::json view = toJson();
    if (m_started || std::find(asked.begin(), asked.end(), view.value("cause", "")) != asked.end())
        return Error(
            ErrorKind::Conflict,
            fmt::format("The session ended while the request waited for it: {}", view.value("reason", "")),
            "Send the request again.", {{"sessionId", m_spec.sessionId}});
    return agentError("The session ended while it started.",
                      "Look at its logs: agentariumctl logs " + m_spec.sessionId);
}

Task<void> Session::stop(std::string cause, std::string detail) {
    const auto self = shared_from_this();
    apply(m_lifecycle.terminate(cause, detail));
    co_await gone();
}

Task<void> Session::gone() {
    const auto self = shared_from_this();
    while (!m_gone)
        co_await m_changed.wait(1s);
}

Task<void> Session::endMachine() {
    const auto self = shared_from_this();
    m_ending = true;
    m_pingTimer.cancel();
    if (m_egress) m_egress->close();
    if (m_meter && m_link && m_link->isUp()) {
        attend();
        co_await m_meter->refresh(250ms);
    }
    // What the agent said last is on its way: a crash's traceback is worth a moment.
    if (m_link && m_link->isUp()) co_await m_changed.wait(100ms);
    if (m_link) m_link->close();
    co_await destroyMachine();
    if (m_starting) {
        // The start was on its way to making the domain: once it has noticed, there is nothing more to come.
        while (m_starting)
            co_await m_changed.wait(1s);
        co_await destroyMachine();
    }
    m_console.reset();
    // The ends of what is open come first: a later daemon writes missing ones only of recordings that go on.
    const auto until = Clock::now() + kLastWords;
    while (m_lifecycle.inFlight() > 0 && Clock::now() < until)
        co_await m_changed.wait(20ms);
    m_services.journal.end(m_spec.recordingId, toJson());
    m_gone = true;
    m_changed.notifyAll();
    m_services.ended(m_spec.recordingId);
}

Task<void> Session::destroyMachine() {
    try {
        co_await m_services.machines.destroy(m_machineName);
    } catch (const std::exception& error) {
        spdlog::error("session {}: its microVM could not be ended: {}", m_spec.sessionId, error.what());
    }
}

nlohmann::json Session::toJson() const {
    const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    return m_recorder.view().toJson(now);
}

Error Session::agentError(const std::string& message, const std::string& fix, nlohmann::json details,
                          std::uint64_t sinceLine) const {
    if (!details.is_object()) details = nlohmann::json::object();
    details["sessionId"] = m_spec.sessionId;
    std::string text = message;
    if (m_agentExit) {
        if (m_agentExit->contains("exitCode")) details["exitCode"] = (*m_agentExit)["exitCode"];
        text += " " + exitSentence(*m_agentExit);
    }
    // The traceback is on stderr; when the whole microVM went down, the kernel's console has the reason.
    const bool machineDied = m_lifecycle.state() == State::Terminated && !m_agentExit;
    if (machineDied) text += " " + toJson().value("reason", std::string());
    auto lines = machineDied ? m_logs.tail(40) : m_logs.tail(40, "stderr", sinceLine);
    if (lines.empty()) lines = m_logs.tail(40, {}, sinceLine);
    details["logTail"] = lines;
    return Error(ErrorKind::AgentFailed, text, fix, std::move(details));
}

Task<void> Session::settleFailure() {
    const auto self = shared_from_this();
    attend();
    const auto until = Clock::now() + 1500ms;
    while (!m_agentExit && m_lifecycle.state() != State::Terminated && Clock::now() < until)
        co_await m_changed.wait(100ms);
    // The traceback's lines and the exit may arrive in either order.
    co_await m_changed.wait(50ms);
}

Session::Activity::Activity(std::shared_ptr<Session> session, std::string what)
    : m_session(std::move(session)), m_what(std::move(what)) {
    m_session->apply(m_session->m_lifecycle.begin(Clock::now(), m_what));
}

Session::Activity::~Activity() {
    m_session->attend();
    m_session->apply(m_session->m_lifecycle.finish(Clock::now(), m_what));
}

} // namespace agentarium::sessions
