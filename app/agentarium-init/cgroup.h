// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace agentarium::init {

/// What the session is billed for: the agent and the commands, in cgroups below this one.
inline constexpr const char* kSessionCgroup = "/sys/fs/cgroup/session";

/// The agent's cgroup: all its processes, with the memory it may use.
inline constexpr const char* kAgentCgroup = "/sys/fs/cgroup/session/agent";

/// Commands and shells: one that runs wild takes the processor's half, not the agent's life.
inline constexpr const char* kCommandCgroup = "/sys/fs/cgroup/session/commands";
inline constexpr int kCommandOomScore = 500;
/// Processes and threads each of the two may have (docs/limits.md).
inline constexpr int kMaxTasks = 1024;

/// At boot: turns the controllers on, makes the session's cgroup and the commands' in it. A sentence on
/// failure.
std::string prepareCgroups();
/// Makes the agent's, with a limit in bytes (0: none); one process over the limit ends all of them. Commands
/// get three quarters of it: files they leave in the guest's memory must not take the agent's. A sentence on
/// failure.
std::string prepareAgentCgroup(std::int64_t memoryMaxBytes);
/// How often the kernel killed in it because of memory.
std::uint64_t agentOomKills();
/// Ends every process in it.
void killAgentCgroup();

} // namespace agentarium::init
