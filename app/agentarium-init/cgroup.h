// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace agentarium::init {

/// The agent's cgroup: all its processes, with the memory it may use.
inline constexpr const char* kAgentCgroup = "/sys/fs/cgroup/agent";

/// Makes it, with a limit in bytes (0: none); one process over the limit ends all of them. A sentence on
/// failure.
std::string prepareAgentCgroup(std::int64_t memoryMaxBytes);
/// How often the kernel killed in it because of memory.
std::uint64_t agentOomKills();
/// Ends every process in it.
void killAgentCgroup();

} // namespace agentarium::init
