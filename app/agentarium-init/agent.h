// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/cgroup_meter.h"
#include "app/agentarium-init/children.h"
#include "app/agentarium-init/event_ring.h"
#include "app/agentarium-init/identity.h"
#include "app/agentarium-init/log_lines.h"
#include "app/agentarium-init/loop.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>

namespace agentarium::init {

/// The agent's process: one at a time, in its own cgroup, its output as events.
class Agent {
public:
    Agent(Loop& loop, Children& children, EventRing& events, CgroupMeter& meter, Identity& identity);

    /// Starts it as an AgentStart object (core/guest/services.h) says; {"pid":N} or {"error":"sentence"}.
    nlohmann::json start(const nlohmann::json& request);
    bool running() const { return m_pid > 0; }
    /// Environment and folder for commands that run beside it.
    const std::map<std::string, std::string>& environment() const { return m_env; }
    const std::string& folder() const { return m_cwd; }

private:
    void watchPort(int port);
    void exited(int status);

    Loop& m_loop;
    Children& m_children;
    EventRing& m_events;
    CgroupMeter& m_meter;
    Identity& m_identity;
    pid_t m_pid = -1;
    std::map<std::string, std::string> m_env;
    std::string m_cwd = "/";
    std::unique_ptr<LogPipe> m_out;
    std::unique_ptr<LogPipe> m_err;
    std::uint64_t m_oomKills = 0;
    Loop::Timer m_portTimer = 0;
    std::int64_t m_watchedSince = 0;
};

/// What every process of the agent finds in its environment; `user` variables win but for those of the
/// contract.
std::map<std::string, std::string> agentEnvironment(const std::map<std::string, std::string>& user, int port,
                                                    bool egress);

} // namespace agentarium::init
