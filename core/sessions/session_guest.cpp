// SPDX-License-Identifier: Apache-2.0
// What a session hears from its guest: the link, the console, its events and its pings.
#include "core/guest/services.h"
#include "core/sessions/agent_exit.h"
#include "core/sessions/agent_ping.h"
#include "core/sessions/clock_text.h"
#include "core/sessions/session.h"

#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace agentarium::sessions {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

void Session::wireLink() {
    m_link->onEgress([weak = weak_from_this()](guest::Tunnel tunnel) {
        if (const auto self = weak.lock(); self && self->m_egress) self->m_egress->serve(std::move(tunnel));
    });
    m_link->onLost([weak = weak_from_this()](std::string reason) {
        const auto self = weak.lock();
        if (self && !self->m_ending && !self->m_copying)
            asio::co_spawn(self->m_services.io, self->linkLost(std::move(reason)), asio::detached);
    });
    m_egress = std::make_unique<egress::EgressProxy>(
        m_services.io, m_spec.version.settings.egress,
        [this](const std::string& kind, nlohmann::json body) { m_recorder.emit(kind, std::move(body)); });
}

/// The ports of a microVM that has gone close first; why it has gone is told a moment later.
Task<void> Session::linkLost(std::string reason) {
    const auto self = shared_from_this();
    const auto until = Clock::now() + 1s;
    while (Clock::now() < until && m_lifecycle.state() != State::Terminated)
        co_await m_changed.wait(100ms);
    apply(m_lifecycle.terminate("linkLost", "The link to the microVM was lost: " + reason));
}

void Session::machineStopped(const std::string& reason) {
    if (m_ending) return;
    if (!m_copying) return asio::co_spawn(m_services.io, explainStop(reason), asio::detached);
    // Its start notices, and begins in another way.
    m_copyLost = "The microVM stopped: " + reason;
    if (m_link) m_link->close();
}

/// What the kernel said last is on its way: of a panic it is the only witness.
Task<void> Session::explainStop(std::string reason) {
    const auto self = shared_from_this();
    const auto until = Clock::now() + 100ms;
    while (Clock::now() < until)
        co_await m_changed.wait(100ms);
    const std::string mark = "Kernel panic - not syncing: ";
    std::string detail = fmt::format("The microVM stopped: {}", reason);
    const auto lines = m_logs.tail(40, "console");
    if (!lines.empty()) detail += fmt::format(" Last console line: {}", lines.back());
    for (const std::string& line : lines)
        if (const auto at = line.find(mark); at != std::string::npos) {
            detail = fmt::format("The guest's kernel panicked: {}.", line.substr(at + mark.size()));
            break;
        }
    apply(m_lifecycle.terminate("machineStopped", detail));
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

} // namespace agentarium::sessions
