// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/session.h"

#include "core/base/clock.h"
#include "core/contract/iso_time.h"
#include "core/guest/services.h"
#include "core/sessions/agent_ping.h"

#include <boost/asio/detached.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace agentarium::sessions {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

Lifecycle::Limits limitsOf(const agents::VersionSettings& settings) {
    Lifecycle::Limits limits;
    limits.idleTimeout = std::chrono::seconds(settings.idleTimeoutS);
    limits.maxLifetime = std::chrono::seconds(settings.maxLifetimeS);
    return limits;
}

/// A moment of the steady clock as a time of day.
std::string clockText(Clock::time_point time) {
    const auto ago = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - time);
    return contract::toIsoTime(wallNowNs() - ago.count()).substr(11, 8) + " UTC";
}

std::string exitSentence(const nlohmann::json& exit) {
    if (exit.value("oom", false)) return "The agent was killed: it used all the memory it may have.";
    if (exit.contains("signal"))
        return fmt::format("The agent was ended by signal {}.", exit["signal"].get<int>());
    return fmt::format("The agent's process ended with exit code {}.", exit.value("exitCode", -1));
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

void Session::wireLink() {
    m_link->onEgress([weak = weak_from_this()](guest::Tunnel tunnel) {
        if (const auto self = weak.lock(); self && self->m_egress) self->m_egress->serve(std::move(tunnel));
    });
    m_link->onLost([weak = weak_from_this()](std::string reason) {
        const auto self = weak.lock();
        if (self && !self->m_ending)
            self->apply(
                self->m_lifecycle.terminate("linkLost", "The link to the microVM was lost: " + reason));
    });
    m_egress = std::make_unique<egress::EgressProxy>(
        m_services.io, m_spec.version.settings.egress,
        [this](const std::string& kind, nlohmann::json body) { m_recorder.emit(kind, std::move(body)); });
}

void Session::startMeter(long emulatorPid, SessionMeter::Origin origin) {
    m_meter = std::make_shared<SessionMeter>(m_services.io, m_services.pool, m_recorder.view().startedNs(),
                                             emulatorPid, origin,
                                             [this](nlohmann::json body) { takeSample(std::move(body)); });
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
    if (m_meter) co_await m_meter->refresh(500ms);
}

void Session::connectConsole(const machines::Sockets& sockets) {
    m_console =
        std::make_unique<ConsoleReader>(m_services.io, sockets.console, [this](const std::string& line) {
            m_logs.add("console", line);
            m_recorder.emit("log.line", {{"source", "console"}, {"line", line}});
        });
}

void Session::takeGuestEvent(const nlohmann::json& event) {
    const std::string kind = event.value("kind", std::string());
    if (kind == "log") {
        const std::string source = event.value("source", std::string("stdout"));
        const std::string line = event.value("line", std::string());
        m_logs.add(source, line);
        m_recorder.emit("log.line", {{"source", source}, {"line", line}, {"n", event.value("n", 0)}});
    } else if (kind == "log.lost") {
        m_recorder.emit("log.lost", {{"source", event.value("source", std::string("stdout"))},
                                     {"lines", event.value("lines", 0)}});
    } else if (kind == "dns.refused") {
        const std::string line =
            fmt::format("The agent looked up {} directly. A microVM has no network card: use the "
                        "proxy in HTTPS_PROXY (most HTTP libraries do so by themselves).",
                        event.value("name", std::string("a name")));
        m_logs.add("runtime", line);
        m_recorder.emit("log.line", {{"source", "runtime"}, {"line", line}});
    } else if (kind.rfind("agent.", 0) == 0) {
        nlohmann::json body = event;
        body["change"] = kind.substr(6);
        for (const char* key : {"kind", "tNs"})
            body.erase(key);
        m_recorder.emit("agent.process", body);
        if (kind == "agent.listening") m_listening = true;
        if (kind == "agent.exited") {
            m_agentExit = body;
            if (m_lifecycle.state() != State::Provisioning)
                apply(m_lifecycle.terminate("agentExited", exitSentence(body)));
        }
        m_changed.notifyAll();
    }
}

void Session::follow(std::uint64_t fromGuestEvent) {
    asio::co_spawn(
        m_services.io,
        [](std::shared_ptr<Session> self, std::uint64_t from) -> Task<void> {
            try {
                co_await guest::followEvents(
                    *self->m_link, from, [&](const nlohmann::json& event) { self->takeGuestEvent(event); });
            } catch (const std::exception& error) {
                spdlog::warn("session {}: the guest's events ended: {}", self->m_spec.sessionId,
                             error.what());
            }
        }(shared_from_this(), fromGuestEvent),
        asio::detached);
}

void Session::pingLoop() {
    asio::co_spawn(
        m_services.io,
        [](std::shared_ptr<Session> self) -> Task<void> {
            while (self->m_lifecycle.state() != State::Terminated) {
                self->m_pings.asked(Clock::now(), self->m_lifecycle);
                while (Clock::now() < self->m_pings.due() && self->m_lifecycle.state() != State::Terminated) {
                    self->m_pingTimer.expires_at(self->m_pings.due());
                    boost::system::error_code ec;
                    co_await self->m_pingTimer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
                }
                if (self->m_lifecycle.state() == State::Terminated) break;
                if (self->m_spec.version.settings.protocol == agents::Protocol::Mcp) continue;
                const PingReply reply = co_await pingAgent(*self->m_link, self->agentPort(), 10s);
                if (self->m_lifecycle.state() == State::Terminated) break;
                self->notePing(reply);
                self->apply(self->m_lifecycle.ping(Clock::now(), reply.answer));
            }
        }(shared_from_this()),
        asio::detached);
}

void Session::notePing(const PingReply& reply) {
    nlohmann::json body{{"status", toString(reply.answer.status)}};
    if (reply.timeOfLastUpdate) body["timeOfLastUpdate"] = *reply.timeOfLastUpdate;
    if (!reply.answer.detail.empty()) body["detail"] = reply.answer.detail;
    if (const std::string text = body.dump(); text != m_lastPing) {
        m_lastPing = text;
        m_recorder.emit("agent.ping", std::move(body));
    }
    if (m_restamps.note(m_lifecycle.state() == State::Idle, reply.answer, reply.timeOfLastUpdate))
        m_recorder.emit(
            "session.notice",
            {{"code", "agentRestamps"},
             {"detail", fmt::format("The agent sends a new time_of_last_update with every /ping though its "
                                    "status stays Healthy. Idle time counts from that stamp, so the session "
                                    "never reaches its idle timeout and lives until its maximum lifetime, "
                                    "{}. Send the time the status last changed, or leave the field out.",
                                    clockText(m_lifecycle.endsAt()))}});
}

Task<void> Session::ready(std::function<bool()> cancelled) {
    const auto self = shared_from_this();
    while (!m_started && !m_startError && m_lifecycle.state() != State::Terminated) {
        if (cancelled && cancelled()) co_return;
        co_await m_changed.wait(200ms);
    }
    if (m_startError) throw *m_startError;
    if (m_lifecycle.state() == State::Terminated)
        throw Error(ErrorKind::Conflict,
                    fmt::format("The session ended while the request waited for it: {}",
                                toJson().value("reason", std::string())),
                    "Send the request again.", {{"sessionId", m_spec.sessionId}});
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

void Session::machineStopped(const std::string& reason) {
    if (m_ending) return;
    const auto lines = m_logs.tail(1, "console");
    const std::string last =
        lines.empty() ? std::string() : fmt::format(" Last console line: {}", lines.front());
    apply(m_lifecycle.terminate("machineStopped", fmt::format("The microVM stopped: {}.{}", reason, last)));
}

Task<void> Session::endMachine() {
    const auto self = shared_from_this();
    m_ending = true;
    m_pingTimer.cancel();
    if (m_egress) m_egress->close();
    if (m_meter && m_link && m_link->isUp()) co_await m_meter->refresh(250ms);
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
    m_session->apply(m_session->m_lifecycle.finish(Clock::now(), m_what));
}

} // namespace agentarium::sessions
