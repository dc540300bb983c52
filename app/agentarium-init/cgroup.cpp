// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/cgroup.h"

#include "app/agentarium-init/console.h"
#include "app/agentarium-init/files.h"

#include <cerrno>
#include <sstream>
#include <sys/stat.h>

namespace agentarium::init {

namespace {

std::string in(const char* file) {
    return std::string(kAgentCgroup) + "/" + file;
}

} // namespace

std::string prepareAgentCgroup(std::int64_t memoryMaxBytes) {
    if (!writeSmall("/sys/fs/cgroup/cgroup.subtree_control", "+memory +cpu +pids"))
        return withErrno("cannot turn the memory controller on");
    if (::mkdir(kAgentCgroup, 0755) && errno != EEXIST) return withErrno("cannot make the agent's cgroup");
    const std::string limit = memoryMaxBytes > 0 ? std::to_string(memoryMaxBytes) : "max";
    if (!writeSmall(in("memory.max"), limit)) return withErrno("cannot limit the agent's memory to " + limit);
    if (!writeSmall(in("memory.oom.group"), "1")) return withErrno("cannot set memory.oom.group");
    return {};
}

std::uint64_t agentOomKills() {
    std::istringstream events(readSmall(in("memory.events")));
    std::string key;
    for (std::uint64_t value = 0; events >> key >> value;)
        if (key == "oom_kill") return value;
    return 0;
}

void killAgentCgroup() {
    writeSmall(in("cgroup.kill"), "1");
}

} // namespace agentarium::init
