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

std::string makeFolder(const std::string& folder) {
    if (::mkdir(folder.c_str(), 0755) && errno != EEXIST)
        return withErrno("cannot make the cgroup " + folder);
    return {};
}

std::string turnControllersOn(const std::string& folder) {
    if (!writeSmall(folder + "/cgroup.subtree_control", "+memory +cpu +pids"))
        return withErrno("cannot turn the controllers of " + folder + " on");
    return {};
}

std::string make(const std::string& folder) {
    if (const auto failure = makeFolder(folder); !failure.empty()) return failure;
    if (!writeSmall(folder + "/pids.max", std::to_string(kMaxTasks)))
        return withErrno("cannot limit the processes of " + folder);
    return {};
}

} // namespace

std::string prepareCgroups() {
    if (const auto failure = turnControllersOn("/sys/fs/cgroup"); !failure.empty()) return failure;
    if (const auto failure = makeFolder(kSessionCgroup); !failure.empty()) return failure;
    if (const auto failure = turnControllersOn(kSessionCgroup); !failure.empty()) return failure;
    return make(kCommandCgroup);
}

std::string prepareAgentCgroup(std::int64_t memoryMaxBytes) {
    if (const auto failure = make(kAgentCgroup); !failure.empty()) return failure;
    const auto limit = [](std::int64_t bytes) { return bytes > 0 ? std::to_string(bytes) : "max"; };
    if (!writeSmall(in("memory.max"), limit(memoryMaxBytes)))
        return withErrno("cannot limit the agent's memory to " + limit(memoryMaxBytes));
    if (!writeSmall(in("memory.oom.group"), "1")) return withErrno("cannot set memory.oom.group");
    if (!writeSmall(std::string(kCommandCgroup) + "/memory.max", limit(memoryMaxBytes / 4 * 3)))
        return withErrno("cannot limit the memory of commands");
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
