// SPDX-License-Identifier: Apache-2.0
// How a session begins as a copy of its version's template: restored, or warm from the pool.
#include "core/sessions/phase_clock.h"
#include "core/sessions/session.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <spdlog/spdlog.h>

namespace agentarium::sessions {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

/// A copy answers within a few hundred milliseconds; one that takes longer than this is not worth waiting
/// for.
constexpr auto kCopyWindow = 10s;
/// When a copy's meter and events are followed at the latest; the first answer is there long before.
constexpr auto kAttendAfter = 500ms;

} // namespace

Task<void> Session::resumeWhile(Task<void> work) {
    using namespace asio::experimental::awaitable_operators;
    const auto resume = [this]() -> Task<void> {
        try {
            co_await m_services.machines.resume(m_machineName);
        } catch (const std::exception& error) {
            if (!m_started) throw;
            spdlog::warn("session {}: it runs, but {}", m_spec.sessionId, error.what());
        }
    };
    Task<void> resumed = resume();
    Task<void> both = (std::move(resumed) && std::move(work));
    co_await std::move(both);
}

Task<void> Session::startRestored(const starts::Template& source, const image::GuestImage& image,
                                  PhaseClock& clock) {
    machines::MachineSpec spec = starts::machineFor(m_spec.version, image);
    spec.name = m_machineName;
    spec.metadata = metadata("restored");
    spec.memory = source.memory();
    const machines::Machine machine = co_await m_services.machines.startPaused(spec);
    const auto made = Clock::now();
    clock.end("machine", std::max(clock.last, made - machine.stateLoading));
    clock.end("restore", made);
    requireAlive();
    connectTo(machine);
    m_link->renewAtConnect(starts::newRenewal(m_machineName));
    const auto begin = [&]() -> Task<void> {
        const guest::Hello hello = co_await connectLink(kCopyWindow);
        clock.end("link", Clock::now());
        if (!hello.agentRunning) throw Error(ErrorKind::RuntimeFailed, "its agent does not run");
        startedAsCopy("restored", clock, machine.pid, source.baseline);
    };
    co_await resumeWhile(begin());
}

void Session::own(starts::WarmClone& clone) {
    m_copying = true;
    m_machineName = clone.machine.name;
    m_link = std::move(clone.link);
    wireLink();
}

Task<void> Session::startWarm(starts::WarmClone clone, PhaseClock& clock) {
    connectConsole(clone.machine.sockets);
    const auto begin = [&]() -> Task<void> {
        co_await m_link->setClock();
        clock.end("resume", Clock::now());
        requireAlive();
        startedAsCopy("warm", clock, clone.machine.pid, clone.baseline);
    };
    co_await resumeWhile(begin());
    // Its request is on its way: whose microVM it is may be written down meanwhile.
    try {
        co_await m_services.machines.relabel(m_machineName, metadata("warm"));
    } catch (const std::exception& error) {
        spdlog::warn("session {}: {} A later daemon cannot adopt it.", m_spec.sessionId, error.what());
    }
}

void Session::startedAsCopy(const std::string& kind, const PhaseClock& clock, long emulatorPid,
                            const std::optional<wire::MeterReading>& baseline) {
    m_copying = false;
    m_listening = true;
    makeMeter(emulatorPid, SessionMeter::Origin::Clone);
    if (baseline)
        m_meter->begin(*baseline);
    else
        attend();
    started(kind, clock);
    // The guest's processor belongs to the first request until that is answered.
    const auto timer = std::make_shared<asio::steady_timer>(m_services.io, kAttendAfter);
    timer->async_wait([timer, weak = weak_from_this()](boost::system::error_code) {
        if (const auto self = weak.lock()) self->attend();
    });
}

Task<void> Session::leaveCopy() {
    m_console.reset();
    m_meter.reset();
    m_attends = false;
    m_egress.reset();
    if (m_link) m_link->close();
    m_link.reset();
    co_await destroyMachine();
    m_copying = false;
    m_copyLost.clear();
    m_machineName = starts::newMachineName();
}

} // namespace agentarium::sessions
