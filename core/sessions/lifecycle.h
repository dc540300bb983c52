// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::sessions {

enum class State { Provisioning, Active, Idle, Terminated };
const char* toString(State state);

/// One change of state with its reason: `cause` is a stable word (docs/lifecycle.md), `detail` a sentence for
/// a person. From Active to Active when what keeps the session so has changed.
struct Transition {
    State from;
    State to;
    std::string cause;
    std::string detail;
};

/// What `/ping` said (contract 2.2).
struct PingAnswer {
    enum class Status { Healthy, HealthyBusy, Unhealthy };
    Status status = Status::Unhealthy;
    std::optional<std::chrono::seconds> sinceUpdate; ///< now − time_of_last_update, when the agent sent it
    std::string detail;                              ///< why it is unhealthy
};
const char* toString(PingAnswer::Status status);

/// The rules of contract section 5, free of I/O and of clocks: the caller passes the time.
/// Every method returns the transition it caused, if any. After Terminated nothing changes any more.
class Lifecycle {
public:
    using Time = std::chrono::steady_clock::time_point;
    /// A moment as people read it, "14:02:11 UTC".
    using ClockText = std::function<std::string(Time)>;

    struct Limits {
        std::chrono::seconds idleTimeout{900};
        std::chrono::seconds maxLifetime{28800};
        /// How long `/ping` may fail before the session is ended.
        std::chrono::seconds unhealthyGrace{60};
    };

    /// Without `clockText` the sentences name no time of day.
    Lifecycle(Time created, Limits limits, ClockText clockText = {});

    /// The first healthy ping. The idle clock counts from `since`: now, but for a session that was taken over
    /// from an earlier daemon.
    std::optional<Transition> ready(Time since, const std::string& detail,
                                    const std::string& activity = "its start");
    /// A request, command, shell or WebSocket began or ended: `what` as in "invocation 7", the same for both.
    std::optional<Transition> begin(Time now, const std::string& what);
    std::optional<Transition> finish(Time now, const std::string& what);
    std::optional<Transition> ping(Time now, const PingAnswer& answer);
    /// Idle timeout, maximum lifetime and failed health, as far as they are due.
    std::optional<Transition> tick(Time now);
    std::optional<Transition> terminate(const std::string& cause, const std::string& detail);

    State state() const { return m_state; }
    int inFlight() const { return static_cast<int>(m_open.size()); }
    bool isHealthy() const { return !m_unhealthySince; }
    /// When tick() may have something to do.
    Time nextDeadline() const;
    /// Zero unless Idle.
    std::chrono::seconds idleFor(Time now) const;
    Time endsAt() const { return m_created + m_limits.maxLifetime; }
    const Limits& limits() const { return m_limits; }

private:
    enum class Keeps { Nothing, Request, Work };

    std::optional<Transition> moveTo(State to, const std::string& cause, const std::string& detail);
    std::optional<Transition> settle(Time now, const std::string& cause, const std::string& detail);
    void touch(Time now, std::string activity);
    std::string at(Time time) const;
    std::string openOnes() const;

    Limits m_limits;
    ClockText m_clockText;
    Time m_created;
    State m_state = State::Provisioning;
    Keeps m_keeps = Keeps::Nothing;
    Time m_idleSince;
    std::vector<std::string> m_open;
    bool m_busy = false;
    std::string m_lastActivity;
    std::optional<Time> m_unhealthySince;
    std::string m_unhealthyDetail;
};

} // namespace agentarium::sessions
