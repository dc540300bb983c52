// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/agent.h"
#include "core/base/signal.h"
#include "core/contract/error.h"
#include "core/egress/egress_proxy.h"
#include "core/guest/link.h"
#include "core/image/image.h"
#include "core/machines/machines.h"
#include "core/sessions/admission.h"
#include "core/sessions/agent_ping.h"
#include "core/sessions/console_reader.h"
#include "core/sessions/lifecycle.h"
#include "core/sessions/log_ring.h"
#include "core/sessions/ping_schedule.h"
#include "core/sessions/recorder.h"
#include "core/sessions/restamp_watch.h"
#include "core/sessions/session_meter.h"
#include "core/starts/starts.h"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::sessions {

struct PhaseClock;

/// What a session is made from; fixed for its life (running sessions keep their version, contract 5).
struct SessionSpec {
    std::string sessionId;
    std::string recordingId;
    std::string runtimeId;
    std::string qualifier;
    agents::AgentVersion version;
    std::vector<std::string> argv; ///< the agent's command in the guest
};

/// One session: its microVM, its link, its agent, its state and its event stream. All on the Asio thread.
class Session : public std::enable_shared_from_this<Session> {
public:
    struct Services {
        asio::io_context& io;
        machines::Machines& machines;
        events::Journal& journal;
        starts::Starts& starts;
        Admission& admission;
        /// Called once, when the session has ended and its microVM is gone.
        std::function<void(const std::string& recordingId)> ended;
        asio::thread_pool& pool;
        /// Called after each sample: a sentence when a budget is used up, and the session has to end.
        std::function<std::optional<std::string>(const Session& session)> charge;
    };

    Session(Services services, SessionSpec spec, Lifecycle::Time created);
    ~Session();

    /// Boots the microVM and starts the agent; returns at the first healthy ping. On failure the session ends
    /// and every waiter of ready() gets the error.
    Task<void> start(image::GuestImage image);
    /// Reads what an earlier daemon wrote of the session and writes the ends it could not write; first of
    /// what a session needs that is taken over. `machineName`: the domain that runs for it.
    Task<void> recall(std::string machineName);
    /// Takes over a microVM an earlier daemon started, or was starting: then the start is gone on with.
    /// Throws when it cannot be reached; the caller then ends it.
    Task<void> adopt(machines::Machine machine);
    /// Waits until the agent is healthy. Throws the start's error; returns at once when `cancelled` says so.
    Task<void> ready(std::function<bool()> cancelled = {});
    /// Ends the session and its microVM; returns when it is gone. Idempotent.
    Task<void> stop(std::string cause, std::string detail);
    /// Waits until the microVM of a session that has ended is gone.
    Task<void> gone();
    /// The domain stopped by itself.
    void machineStopped(const std::string& reason);

    /// An open request, command, shell or WebSocket keeps the session Active. Ends when destroyed.
    class Activity {
    public:
        Activity(std::shared_ptr<Session> session, std::string what);
        ~Activity();
        Activity(const Activity&) = delete;
        Activity& operator=(const Activity&) = delete;

    private:
        std::shared_ptr<Session> m_session;
        std::string m_what;
    };

    guest::GuestLink& link() { return *m_link; }
    Recorder& recorder() { return m_recorder; }
    const SessionSpec& spec() const { return m_spec; }
    const Lifecycle& lifecycle() const { return m_lifecycle; }
    int agentPort() const { return agents::portOf(m_spec.version.settings.protocol); }
    const std::string& machineName() const { return m_machineName; }
    int nextInvocationNumber() { return ++m_invocations; }
    /// docs/api.md's Session.
    nlohmann::json toJson() const;
    /// Follows the guest's events and meter from now on, if nobody does yet.
    void attend();
    /// Has the guest's counters written now; returns at once when nothing meters the session.
    Task<void> refreshUsage();
    /// What it may cost; nothing takes the budget away. Throws Error(BadInput) for an amount that is not
    /// above 0.
    void setBudget(std::optional<double> usd);
    const projection::SessionView& view() const { return m_recorder.view(); }

    /// The error a caller gets when the agent failed: adds session id, exit code and the newest log lines, of
    /// those that came after `sinceLine` (a value of logLines()).
    Error agentError(const std::string& message, const std::string& fix, nlohmann::json details = {},
                     std::uint64_t sinceLine = 0) const;
    std::uint64_t logLines() const { return m_logs.added(); }
    /// Waits a moment for the news that explains a broken connection: the agent's end, or the machine's.
    Task<void> settleFailure();

private:
    void apply(std::optional<Transition> transition);
    void scheduleTick();
    void takeGuestEvent(const nlohmann::json& event);
    void follow(std::uint64_t fromGuestEvent);
    void pingLoop();
    void notePing(const PingReply& reply);
    void wireLink();
    Task<void> linkLost(std::string reason);
    Task<void> explainStop(std::string reason);
    void takeSample(nlohmann::json body);
    void makeMeter(long emulatorPid, SessionMeter::Origin origin);
    void connectConsole(const machines::Sockets& sockets);
    Task<void> waitForListening(PhaseClock& clock);
    Task<void> waitForHealth();
    Task<void> startSteps(image::GuestImage image);
    Task<void> finishStart(machines::Machine machine);
    Task<void> startCold(const image::GuestImage& image, PhaseClock& clock);
    Task<void> startRestored(const starts::Template& source, const image::GuestImage& image,
                             PhaseClock& clock);
    /// Lets the microVM run and does `work` with it at once: libvirt says that it runs some milliseconds
    /// after it does.
    Task<void> resumeWhile(Task<void> work);
    Task<void> startWarm(starts::WarmClone clone, PhaseClock& clock);
    /// From here on the session ends the clone, whatever becomes of its start.
    void own(starts::WarmClone& clone);
    Task<std::unique_ptr<Admission::Place>> admit(const starts::Plan& plan, PhaseClock& clock);
    void startedAsCopy(const std::string& kind, const PhaseClock& clock, long emulatorPid,
                       const std::optional<wire::MeterReading>& baseline);
    void started(const std::string& kind, const PhaseClock& clock);
    Task<void> leaveCopy();
    void requireAlive() const;
    /// What those are told who wait for a session that has ended.
    Error endedError() const;
    void connectTo(const machines::Machine& machine);
    /// Not of a session that has ended, or whose copy has: the link it had was closed then.
    Task<guest::Hello> connectLink(std::chrono::milliseconds window);
    Task<void> endMachine();
    Task<void> destroyMachine();
    std::map<std::string, std::string> metadata(const std::string& startKind) const;

    Services m_services;
    SessionSpec m_spec;
    Recorder m_recorder;
    Lifecycle m_lifecycle;
    LogRing m_logs;
    Signal m_changed;
    std::string m_machineName;
    std::unique_ptr<ConsoleReader> m_console;
    std::unique_ptr<guest::GuestLink> m_link;
    std::unique_ptr<egress::EgressProxy> m_egress;
    std::shared_ptr<SessionMeter> m_meter;
    asio::steady_timer m_tick;
    asio::steady_timer m_pingTimer;
    PingSchedule m_pings;
    RestampWatch m_restamps;
    Lifecycle::Time m_created;
    std::optional<Error> m_startError;
    bool m_starting = false;
    bool m_started = false;
    bool m_copying = false;   ///< it tries a copy of a template; another start follows when that fails
    std::string m_copyLost{}; ///< why the copy it tries has stopped by itself
    bool m_listening = false;
    bool m_gone = false;
    bool m_ending = false;
    bool m_attends = false;
    std::optional<nlohmann::json> m_agentExit; ///< body of agent.process with change "exited"
    std::string m_lastPing;
    int m_invocations = 0;
    std::uint64_t m_nextGuestEvent = 0; ///< of a session taken over: what was not written yet
    bool m_sampled = false;             ///< of a session taken over: a meter.sample was written
};

} // namespace agentarium::sessions
