// SPDX-License-Identifier: Apache-2.0
// How a session goes on whose microVM an earlier daemon started.
#include "core/guest/services.h"
#include "core/sessions/agent_ping.h"
#include "core/sessions/open_ends.h"
#include "core/sessions/phase_clock.h"
#include "core/sessions/session.h"

namespace agentarium::sessions {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

Task<void> Session::recall(std::string machineName) {
    const auto self = shared_from_this();
    m_machineName = std::move(machineName);
    OpenEnds open;
    for (std::uint64_t from = 1;;) {
        const auto page = co_await m_services.journal.read(m_spec.recordingId, from, 1000);
        if (page.empty()) break;
        for (const events::Event& event : page) {
            m_recorder.replay(event);
            open.note(event);
            if (event.body.contains("n")) m_nextGuestEvent = event.body["n"].get<std::uint64_t>() + 1;
            if (event.kind == "invocation.begin") m_invocations = event.body.value("number", m_invocations);
            if (event.kind == "meter.sample") m_sampled = true;
            if (event.kind == "agent.process" && event.body.value("change", "") == "listening")
                m_listening = true;
        }
        from = page.back().seq + 1;
    }
    for (OpenEnds::End& end : open.ends())
        m_recorder.emit(end.kind, std::move(end.body));
}

Task<void> Session::adopt(machines::Machine machine) {
    const auto self = shared_from_this();
    apply(std::nullopt);
    connectTo(machine);
    if (toJson().value("startKind", std::string()).empty()) {
        co_await finishStart(std::move(machine));
        co_return;
    }
    if (machine.state == machines::MachineState::Paused) co_await m_services.machines.resume(m_machineName);
    const guest::Hello hello = co_await connectLink(20s);
    if (!hello.agentRunning)
        throw Error(ErrorKind::RuntimeFailed, "its agent was not running when the daemon started again");
    const bool isCopy = toJson().value("startKind", std::string()) != "cold";
    makeMeter(machine.pid,
              isCopy && !m_sampled ? SessionMeter::Origin::Clone : SessionMeter::Origin::Adopted);
    attend();
    m_started = m_listening = true;
    const PingReply reply = co_await pingAgent(*m_link, agentPort(), 10s);
    if (reply.answer.status == PingAnswer::Status::Unhealthy &&
        m_spec.version.settings.protocol != agents::Protocol::Mcp)
        throw Error(ErrorKind::RuntimeFailed,
                    "its agent was not healthy when the daemon started again: " + reply.answer.detail);
    requireAlive();
    const std::string detail = "A new daemon took over the running microVM.";
    m_recorder.emit("session.adopted", {{"detail", detail}});
    // The idle clock goes on over the daemon's restart.
    const auto summary = toJson();
    m_lifecycle.ready(Clock::now() - std::chrono::seconds(summary.value("idleSeconds", 0)), detail,
                      "before a new daemon took over,");
    nlohmann::json state{{"state", toString(m_lifecycle.state())}, {"cause", "adopted"}, {"detail", detail}};
    if (summary["idleSince"].is_string()) state["idleSince"] = summary["idleSince"];
    m_recorder.emit("session.state", std::move(state));
    apply(m_lifecycle.ping(Clock::now(), reply.answer));
    m_services.journal.update(m_spec.recordingId, toJson());
    m_changed.notifyAll();
    pingLoop();
}

/// The daemon before ended while the session started: from the same microVM on, as the start would have gone.
Task<void> Session::finishStart(machines::Machine machine) {
    const std::string kind = machine.metadata["start"];
    if (kind.empty()) throw Error(ErrorKind::RuntimeFailed, "the daemon ended while the session started");
    const std::string detail = "A new daemon took over the microVM in the middle of its start.";
    m_recorder.emit("session.adopted", {{"detail", detail}});
    PhaseClock clock{m_recorder, m_created, Clock::now(), toJson().value("phases", nlohmann::json::array())};
    m_link->renewAtConnect(starts::newRenewal(m_machineName));
    if (machine.state == machines::MachineState::Paused) co_await m_services.machines.resume(m_machineName);
    const guest::Hello hello = co_await connectLink(60s);
    clock.end("link", Clock::now());
    if (kind != "cold" && !hello.agentRunning)
        throw Error(ErrorKind::RuntimeFailed, "the daemon ended while the microVM's copy was made");
    makeMeter(machine.pid,
              kind == "cold" || m_sampled ? SessionMeter::Origin::Adopted : SessionMeter::Origin::Clone);
    attend();
    if (!hello.agentRunning) {
        const guest::AgentStart agent = starts::agentStartFor(m_spec.version, m_machineName);
        co_await guest::startAgent(*m_link, agent);
    }
    if (kind == "cold") co_await waitForListening(clock);
    m_listening = true;
    co_await waitForHealth();
    clock.end("ping", Clock::now());
    requireAlive();
    started(kind, clock);
    m_services.journal.update(m_spec.recordingId, toJson());
}

} // namespace agentarium::sessions
