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

Lifecycle::Lifecycle(Time created, Limits limits, ClockText clockText)
    : m_limits(limits), m_clockText(std::move(clockText)), m_created(created), m_idleSince(created) {}

std::optional<Transition> Lifecycle::moveTo(State to, const std::string& cause, const std::string& detail) {
    if (m_state == State::Terminated) return std::nullopt;
    const Keeps keeps = to != State::Active ? Keeps::Nothing : m_open.empty() ? Keeps::Work : Keeps::Request;
    if (m_state == to && m_keeps == keeps) return std::nullopt;
    Transition transition{m_state, to, cause, detail};
    m_state = to;
    m_keeps = keeps;
    return transition;
}

std::optional<Transition> Lifecycle::settle(Time now, const std::string& cause, const std::string& detail) {
    if (m_state == State::Provisioning) return std::nullopt;
    if (!m_open.empty() || m_busy) return moveTo(State::Active, cause, detail);
    if (m_state != State::Idle) m_idleSince = now;
    return moveTo(State::Idle, cause, detail);
}

void Lifecycle::touch(Time now, std::string activity) {
    m_idleSince = now;
    m_lastActivity = std::move(activity) + at(now);
}

std::string Lifecycle::at(Time time) const {
    return m_clockText ? " " + m_clockText(time) : std::string();
}

std::string Lifecycle::openOnes() const {
    constexpr std::size_t kNamed = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(kNamed, m_open.size()); ++i)
        text += (i == 0 ? "" : ", ") + m_open[i];
    if (m_open.size() > kNamed) text += fmt::format(" and {} more", m_open.size() - kNamed);
    return text;
}

std::optional<Transition> Lifecycle::ready(Time since, const std::string& detail,
                                           const std::string& activity) {
    if (m_state != State::Provisioning) return std::nullopt;
    touch(since, activity);
    return moveTo(m_open.empty() && !m_busy ? State::Idle : State::Active, "started", detail);
}

std::optional<Transition> Lifecycle::begin(Time now, const std::string& what) {
    m_open.push_back(what);
    m_lastActivity = what + " began" + at(now);
    return settle(now, "request", fmt::format("{} began.", what));
}

std::optional<Transition> Lifecycle::finish(Time now, const std::string& what) {
    if (const auto open = std::find(m_open.begin(), m_open.end(), what); open != m_open.end())
        m_open.erase(open);
    touch(now, what + " ended");
    if (m_busy && m_open.empty())
        return settle(now, "busy",
                      fmt::format("{} ended; the agent reports HealthyBusy and works on.", what));
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
        touch(now, "background work ended");
        return settle(now, "notBusy", "The agent reports Healthy again and no request is open.");
    }
    // The agent's own stamp counts only where it is later than what the runtime saw itself (contract 2.2): a
    // clone of a template still carries the stamp its template had.
    if (m_state == State::Idle && answer.sinceUpdate) {
        const Time stamp = std::min(now, now - *answer.sinceUpdate);
        // Stamps are whole seconds: below that nothing has changed.
        if (stamp > m_idleSince + std::chrono::seconds(1))
            touch(stamp, "a change of status by the agent's own time_of_last_update");
    }
    return std::nullopt;
}

std::optional<Transition> Lifecycle::tick(Time now) {
    if (m_state == State::Terminated) return std::nullopt;
    if (now >= endsAt()) {
        std::string still = m_open.empty() ? std::string() : "; still open: " + openOnes();
        if (m_open.empty() && m_busy) still = "; the agent still reported HealthyBusy";
        return terminate("maxLifetime", fmt::format("It reached its maximum lifetime of {} s{}.",
                                                    m_limits.maxLifetime.count(), still));
    }
    if (m_state != State::Provisioning && m_unhealthySince &&
        now - *m_unhealthySince >= m_limits.unhealthyGrace)
        return terminate("unhealthy", fmt::format("/ping has failed for {} s; the last time: {}",
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
