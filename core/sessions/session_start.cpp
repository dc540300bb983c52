// SPDX-License-Identifier: Apache-2.0
// How a session begins: the choice of its start, and the cold one in measured phases.
#include "core/guest/services.h"
#include "core/sessions/agent_ping.h"
#include "core/sessions/phase_clock.h"
#include "core/sessions/session.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace agentarium::sessions {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

/// The window for the first healthy ping (contract 2.2: 60 s in V1, 120 s in V2).
constexpr auto kStartWindow = 120s;
constexpr auto kBootWindow = 60s;
/// Memory of the host a start takes until the agent is ready, measured with hello (docs/limits.md).
constexpr int kColdMb = 400;
constexpr int kRestoredMb = 128;
constexpr int kWarmMb = 32;

} // namespace

std::map<std::string, std::string> Session::metadata(const std::string& startKind) const {
    return {{"sessionId", m_spec.sessionId},     {"recordingId", m_spec.recordingId},
            {"agent", m_spec.version.agentName}, {"version", std::to_string(m_spec.version.number)},
            {"qualifier", m_spec.qualifier},     {"start", startKind}};
}

Task<void> Session::start(image::GuestImage image) {
    const auto self = shared_from_this();
    std::optional<Error> failure;
    m_starting = true;
    try {
        co_await startSteps(std::move(image));
        m_starting = false;
        m_changed.notifyAll();
        co_return;
    } catch (const Error& error) {
        failure = error;
    } catch (const std::exception& error) {
        failure =
            Error(ErrorKind::RuntimeFailed, fmt::format("The session could not start: {}", error.what()),
                  "Run `agentariumctl doctor`.");
    }
    // It was ended while it started: say that, not what broke because of it.
    if (m_lifecycle.state() == State::Terminated && failure->kind() != ErrorKind::AgentFailed)
        failure = endedError();
    failure->details()["sessionId"] = m_spec.sessionId;
    m_startError = failure;
    m_starting = false;
    apply(m_lifecycle.terminate("startFailed", failure->what()));
    m_changed.notifyAll();
}

Task<void> Session::startSteps(image::GuestImage image) {
    PhaseClock clock{m_recorder, m_created, m_created};
    apply(std::nullopt);
    starts::Plan plan = co_await m_services.starts.plan(m_spec.version, image);
    if (plan.clone) own(*plan.clone);
    const auto place = co_await admit(plan, clock);
    while (plan.source) {
        const bool isWarm = plan.clone.has_value();
        std::string why;
        try {
            m_copying = true;
            if (isWarm)
                co_await startWarm(std::move(*plan.clone), clock);
            else
                co_await startRestored(*plan.source, image, clock);
            co_return;
        } catch (const std::exception& error) {
            if (m_lifecycle.state() == State::Terminated) throw;
            why = m_copyLost.empty() ? error.what() : m_copyLost;
        }
        co_await leaveCopy();
        if (isWarm) {
            // The template it was made from may be sound: a fresh copy is the next best.
            plan.clone.reset();
            m_recorder.emit("session.fallback",
                            {{"wanted", "warm"}, {"reason", "The warm copy could not be used: " + why}});
            continue;
        }
        plan.fallback = "The copy of its template could not be used: " + why;
        co_await m_services.starts.spoilt(*plan.source);
        plan.source.reset();
    }
    if (!plan.fallback.empty())
        m_recorder.emit("session.fallback", {{"wanted", "restored"}, {"reason", plan.fallback}});
    co_await startCold(image, clock);
    m_services.starts.prepare(m_spec.version);
}

Task<std::unique_ptr<Admission::Place>> Session::admit(const starts::Plan& plan, PhaseClock& clock) {
    const int megabytes = plan.clone    ? kWarmMb
                          : plan.source ? kRestoredMb
                                        : std::min(m_spec.version.settings.memoryMb, kColdMb);
    bool waited = false;
    const auto waiting = [&](int place, const std::string& why) {
        waited = true;
        m_recorder.emit("session.queued", {{"place", place}, {"reason", why}});
        m_services.journal.update(m_spec.recordingId, toJson());
    };
    const auto unwanted = [this] { return m_lifecycle.state() == State::Terminated; };
    auto place = co_await m_services.admission.enter(static_cast<std::uint64_t>(megabytes) * 1024 * 1024,
                                                     waiting, unwanted);
    if (waited) clock.end("queue", Clock::now());
    co_return place;
}

Task<void> Session::startCold(const image::GuestImage& image, PhaseClock& clock) {
    machines::MachineSpec spec = starts::machineFor(m_spec.version, image);
    spec.name = m_machineName;
    spec.metadata = metadata("cold");
    const machines::Machine machine = co_await m_services.machines.startPaused(spec);
    requireAlive();
    connectTo(machine);
    m_link->renewAtConnect(starts::newRenewal(m_machineName));
    co_await m_services.machines.resume(m_machineName);
    const auto resumed = Clock::now();
    clock.end("machine", resumed);

    const guest::Hello hello = co_await connectLink(kBootWindow);
    const auto linked = Clock::now();
    makeMeter(machine.pid, SessionMeter::Origin::Boot);
    clock.end("kernel", std::min(linked, resumed + std::chrono::nanoseconds(hello.kernelNs)));
    clock.end("init", linked);

    attend();
    const guest::AgentStart agent = starts::agentStartFor(m_spec.version, m_machineName);
    co_await guest::startAgent(*m_link, agent);
    co_await waitForListening(clock);
    co_await waitForHealth();
    clock.end("ping", Clock::now());
    started("cold", clock);
}

void Session::started(const std::string& kind, const PhaseClock& clock) {
    const double ms = rounded(msBetween(m_created, clock.last));
    m_recorder.emit("session.started",
                    {{"kind", kind}, {"ms", ms}, {"phases", clock.phases}, {"machine", m_machineName}});
    m_meter->ask();
    m_started = true;
    const std::string how = kind == "cold"   ? "Cold start; the agent answered /ping"
                            : kind == "warm" ? "Warm start; the agent was ready"
                                             : "Restored start; the agent was ready";
    apply(
        m_lifecycle.ready(clock.last, fmt::format("{} after {:.{}f} s.", how, ms / 1000, ms < 100 ? 3 : 1)));
    m_changed.notifyAll();
    pingLoop();
}

void Session::requireAlive() const {
    if (m_lifecycle.state() == State::Terminated)
        throw Error(ErrorKind::RuntimeFailed, "The session ended while its microVM was made.");
}

Task<guest::Hello> Session::connectLink(std::chrono::milliseconds window) {
    requireAlive();
    if (!m_copyLost.empty()) throw Error(ErrorKind::RuntimeFailed, m_copyLost);
    co_return co_await m_link->connect(window);
}

void Session::connectTo(const machines::Machine& machine) {
    connectConsole(machine.sockets);
    m_link = std::make_unique<guest::GuestLink>(m_services.io, machine.sockets.ctl, machine.sockets.in,
                                                machine.sockets.out);
    wireLink();
}

Task<void> Session::waitForListening(PhaseClock& clock) {
    const auto until = Clock::now() + kStartWindow;
    while (!m_listening) {
        if (m_agentExit) {
            co_await m_changed.wait(200ms);
            throw agentError(
                "The agent ended before it served a request.",
                "Read its last lines; a missing package belongs in requirements.txt or in the folder.");
        }
        if (m_lifecycle.state() == State::Terminated)
            throw Error(ErrorKind::RuntimeFailed, "The session ended while its agent started.");
        if (Clock::now() >= until)
            throw agentError(
                fmt::format("The agent did not listen on port {} within {} s.", agentPort(),
                            kStartWindow.count()),
                fmt::format("Make it serve 0.0.0.0:{}; BedrockAgentCoreApp().run() does so.", agentPort()));
        co_await m_changed.wait(500ms);
    }
    clock.end("agent", Clock::now());
}

Task<void> Session::waitForHealth() {
    if (m_spec.version.settings.protocol == agents::Protocol::Mcp) co_return;
    const auto until = Clock::now() + kStartWindow;
    for (;;) {
        const PingReply reply = co_await pingAgent(*m_link, agentPort(), 30s);
        notePing(reply);
        if (reply.answer.status != PingAnswer::Status::Unhealthy) {
            m_lifecycle.ping(Clock::now(), reply.answer);
            co_return;
        }
        if (m_agentExit)
            throw agentError("The agent ended before its first healthy /ping.", "Read its last lines.");
        if (m_lifecycle.state() == State::Terminated)
            throw Error(ErrorKind::RuntimeFailed, "The session ended while its agent started.");
        if (Clock::now() >= until)
            throw agentError(fmt::format("The agent was not healthy within {} s. {}", kStartWindow.count(),
                                         reply.answer.detail),
                             "GET /ping has to answer 200 with {\"status\":\"Healthy\"}.");
        co_await m_changed.wait(100ms);
    }
}

} // namespace agentarium::sessions
