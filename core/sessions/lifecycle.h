// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace agentarium::sessions {

enum class State { Provisioning, Active, Idle, Terminated };
const char* toString(State state);

/// One change of state with its reason: `cause` is a stable word, `detail` a sentence for a person.
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

    struct Limits {
        std::chrono::seconds idleTimeout{900};
        std::chrono::seconds maxLifetime{28800};
        /// How long `/ping` may fail before the session is ended.
        std::chrono::seconds unhealthyGrace{60};
    };

    Lifecycle(Time created, Limits limits);

    std::optional<Transition> ready(Time now, const std::string& detail);
    std::optional<Transition> begin(Time now, const std::string& what);
    std::optional<Transition> finish(Time now, const std::string& what);
    std::optional<Transition> ping(Time now, const PingAnswer& answer);
    /// Idle timeout, maximum lifetime and failed health, as far as they are due.
    std::optional<Transition> tick(Time now);
    std::optional<Transition> terminate(const std::string& cause, const std::string& detail);

    State state() const { return m_state; }
    int inFlight() const { return m_inFlight; }
    /// When tick() may have something to do.
    Time nextDeadline() const;
    /// Zero unless Idle.
    std::chrono::seconds idleFor(Time now) const;
    Time endsAt() const { return m_created + m_limits.maxLifetime; }
    const Limits& limits() const { return m_limits; }

private:
    std::optional<Transition> moveTo(State to, const std::string& cause, const std::string& detail);
    std::optional<Transition> settle(Time now, const std::string& cause, const std::string& detail);

    Limits m_limits;
    Time m_created;
    State m_state = State::Provisioning;
    Time m_idleSince;
    int m_inFlight = 0;
    bool m_busy = false;
    std::string m_lastActivity;
    std::optional<Time> m_unhealthySince;
    std::string m_unhealthyDetail;
};

} // namespace agentarium::sessions
