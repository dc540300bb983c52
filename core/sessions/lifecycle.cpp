// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/lifecycle.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace agentarium::sessions {

const char* toString(State state) {
    switch (state) {
    case State::Provisioning:
        return "Provisioning";
    case State::Active:
        return "Active";
    case State::Idle:
        return "Idle";
    case State::Terminated:
        return "Terminated";
    }
    return "Terminated";
}

const char* toString(PingAnswer::Status status) {
    switch (status) {
    case PingAnswer::Status::Healthy:
        return "Healthy";
    case PingAnswer::Status::HealthyBusy:
        return "HealthyBusy";
    case PingAnswer::Status::Unhealthy:
        return "Unhealthy";
    }
    return "Unhealthy";
}

Lifecycle::Lifecycle(Time created, Limits limits)
    : m_limits(limits), m_created(created), m_idleSince(created), m_lastActivity("its start") {}

std::optional<Transition> Lifecycle::moveTo(State to, const std::string& cause, const std::string& detail) {
    if (m_state == to || m_state == State::Terminated) return std::nullopt;
    Transition transition{m_state, to, cause, detail};
    m_state = to;
    return transition;
}

std::optional<Transition> Lifecycle::settle(Time now, const std::string& cause, const std::string& detail) {
    if (m_state == State::Provisioning) return std::nullopt;
    if (m_inFlight > 0 || m_busy) return moveTo(State::Active, cause, detail);
    if (m_state != State::Idle) m_idleSince = now;
    return moveTo(State::Idle, cause, detail);
}

std::optional<Transition> Lifecycle::ready(Time now, const std::string& detail) {
    if (m_state != State::Provisioning) return std::nullopt;
    m_idleSince = now;
    return moveTo(m_inFlight > 0 ? State::Active : State::Idle, "started", detail);
}

std::optional<Transition> Lifecycle::begin(Time now, const std::string& what) {
    ++m_inFlight;
    m_lastActivity = what;
    return settle(now, "request", fmt::format("{} began.", what));
}

std::optional<Transition> Lifecycle::finish(Time now, const std::string& what) {
    m_inFlight = std::max(0, m_inFlight - 1);
    m_lastActivity = what;
    if (m_inFlight == 0) m_idleSince = now;
    return settle(now, "finished", fmt::format("{} ended and nothing else is open.", what));
}

std::optional<Transition> Lifecycle::ping(Time now, const PingAnswer& answer) {
    if (answer.status == PingAnswer::Status::Unhealthy) {
        if (!m_unhealthySince) m_unhealthySince = now;
        m_unhealthyDetail = answer.detail;
        return std::nullopt;
    }
    m_unhealthySince.reset();
    const bool busy = answer.status == PingAnswer::Status::HealthyBusy;
    const bool wasBusy = std::exchange(m_busy, busy);
    if (busy)
        return settle(now, "busy", "The agent reports HealthyBusy: it works although no request is open.");
    if (wasBusy) {
        m_lastActivity = "background work";
        m_idleSince = now;
        return settle(now, "notBusy", "The agent reports Healthy again and no request is open.");
    }
    // The agent's own stamp counts only where it is later than what the runtime saw itself (contract 2.2).
    if (m_state == State::Idle && answer.sinceUpdate)
        m_idleSince = std::max(m_idleSince, std::min(now, now - *answer.sinceUpdate));
    return std::nullopt;
}

std::optional<Transition> Lifecycle::tick(Time now) {
    if (m_state == State::Terminated) return std::nullopt;
    if (now >= endsAt())
        return terminate("maxLifetime", fmt::format("It reached its maximum lifetime of {} s.",
                                                    m_limits.maxLifetime.count()));
    if (m_state != State::Provisioning && m_unhealthySince &&
        now - *m_unhealthySince >= m_limits.unhealthyGrace)
        return terminate("unhealthy", fmt::format("/ping failed for {} s: {}",
                                                  m_limits.unhealthyGrace.count(), m_unhealthyDetail));
    if (m_state == State::Idle && now - m_idleSince >= m_limits.idleTimeout)
        return terminate("idleTimeout", fmt::format("Idle for {} s; last activity: {}.",
                                                    m_limits.idleTimeout.count(), m_lastActivity));
    return std::nullopt;
}

std::optional<Transition> Lifecycle::terminate(const std::string& cause, const std::string& detail) {
    return moveTo(State::Terminated, cause, detail);
}

Lifecycle::Time Lifecycle::nextDeadline() const {
    Time next = endsAt();
    if (m_state == State::Idle) next = std::min(next, m_idleSince + m_limits.idleTimeout);
    if (m_unhealthySince) next = std::min(next, *m_unhealthySince + m_limits.unhealthyGrace);
    return next;
}

std::chrono::seconds Lifecycle::idleFor(Time now) const {
    if (m_state != State::Idle || now < m_idleSince) return std::chrono::seconds(0);
    return std::chrono::duration_cast<std::chrono::seconds>(now - m_idleSince);
}

} // namespace agentarium::sessions
