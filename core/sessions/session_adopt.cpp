// SPDX-License-Identifier: Apache-2.0
// How a session goes on whose microVM an earlier daemon started.
#include "core/guest/services.h"
#include "core/sessions/agent_ping.h"
#include "core/sessions/session.h"

#include <fmt/format.h>

namespace agentarium::sessions {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

Task<void> Session::adopt(machines::Machine machine) {
    const auto self = shared_from_this();
    for (std::uint64_t from = 1;;) {
        const auto page = co_await m_services.journal.read(m_spec.recordingId, from, 1000);
        if (page.empty()) break;
        for (const events::Event& event : page) {
            m_recorder.replay(event);
            if (event.body.contains("n")) m_guestEvents = event.body["n"].get<std::uint64_t>() + 1;
            if (event.kind == "invocation.begin") m_invocations = event.body.value("number", m_invocations);
        }
        from = page.back().seq + 1;
    }
    for (const nlohmann::json& open : m_recorder.view().openInvocations())
        m_recorder.emit("invocation.end",
                        {{"invocationId", open.at("invocationId")},
                         {"outcome", "runtimeFailed"},
                         {"statusCode", 500},
                         {"bytesIn", open.value("bytesIn", 0)},
                         {"bytesOut", open.value("bytesOut", 0)},
                         {"chunks", open.value("chunks", 0)},
                         {"ms", open.value("ms", 0)},
                         {"error", Error(ErrorKind::RuntimeFailed,
                                         "The daemon ended while this invocation was open.", "Send it again.")
                                       .toJson()}});
    m_machineName = machine.name;
    connectTo(machine);
    if (machine.state == machines::MachineState::Paused) co_await m_services.machines.resume(m_machineName);
    const guest::Hello hello = co_await m_link->connect(20s);
    if (!hello.agentRunning)
        throw Error(ErrorKind::RuntimeFailed, "its agent was not running when the daemon started again");
    makeMeter(machine.pid, SessionMeter::Origin::Adopted);
    attend();
    m_started = m_listening = true;
    const PingReply reply = co_await pingAgent(*m_link, agentPort(), 10s);
    if (reply.answer.status == PingAnswer::Status::Unhealthy &&
        m_spec.version.settings.protocol != agents::Protocol::Mcp)
        throw Error(ErrorKind::RuntimeFailed,
                    "its agent was not healthy when the daemon started again: " + reply.answer.detail);
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
    pingLoop();
}

} // namespace agentarium::sessions
