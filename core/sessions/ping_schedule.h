// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/sessions/lifecycle.h"

namespace agentarium::sessions {

/// When a session's agent is asked `/ping` next. About every 2 s while Active, as AgentCore does, and every
/// 10 s while Idle: within the slack of 15 s that contract 5 allows, and five times cheaper for the many
/// sessions that wait. The caller passes the time.
class PingSchedule {
public:
    using Time = Lifecycle::Time;

    /// A ping was answered, or failed. While pings fail the next comes as soon as in an Active session, and
    /// one comes a second before the idle timeout: an agent that has taken up work must not be ended.
    void asked(Time now, const Lifecycle& lifecycle);
    /// The state changed. After a request an agent may have work of its own: it is asked soon. True when the
    /// next ping is now earlier than it was.
    bool changed(Time now, const Lifecycle& lifecycle);
    Time due() const { return m_due; }

private:
    Time m_due{};
};

} // namespace agentarium::sessions
