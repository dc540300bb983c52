// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/ping_schedule.h"

#include <algorithm>

namespace agentarium::sessions {

using namespace std::chrono_literals;

namespace {
constexpr auto kActive = 2s;
constexpr auto kIdle = 10s;
constexpr auto kSoon = 1s;
} // namespace

void PingSchedule::asked(Time now, const Lifecycle& lifecycle) {
    if (lifecycle.state() != State::Idle || !lifecycle.isHealthy()) {
        m_due = now + kActive;
        return;
    }
    m_due = std::min(now + kIdle, std::max(now + kSoon, lifecycle.nextDeadline() - kSoon));
}

bool PingSchedule::changed(Time now, const Lifecycle& lifecycle) {
    const Time due =
        now + (lifecycle.state() == State::Idle ? Time::duration(kSoon) : Time::duration(kActive));
    if (due >= m_due) return false;
    m_due = due;
    return true;
}

} // namespace agentarium::sessions
