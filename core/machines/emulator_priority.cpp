// SPDX-License-Identifier: Apache-2.0
#include "core/machines/emulator_priority.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <sys/types.h>

namespace agentarium::machines {

namespace {

/// Above what systemd gives a user's programs (100 and 200), below those that ask to be ended first.
constexpr int kOomScore = 500;

void setNice(long id, int nice) {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(id), nice);
}

} // namespace

void placeEmulator(long pid, bool behind) {
    if (pid <= 0) return;
    const int nice = std::min(19, ::getpriority(PRIO_PROCESS, 0) + (behind ? kBehind : 0));
    setNice(pid, nice);
#ifdef __linux__
    // There a nice value belongs to a thread. When the process ends meanwhile, going on in the folder fails.
    std::error_code ec;
    std::filesystem::directory_iterator task("/proc/" + std::to_string(pid) + "/task", ec);
    for (; !ec && task != std::filesystem::directory_iterator(); task.increment(ec))
        setNice(std::strtol(task->path().filename().c_str(), nullptr, 10), nice);
    // Where each session of processes is a group of its own for the scheduler, the group has one as well.
    std::ofstream("/proc/" + std::to_string(pid) + "/autogroup") << nice;
#endif
}

void offerToOomKiller(long pid) {
#ifdef __linux__
    if (pid > 0) std::ofstream("/proc/" + std::to_string(pid) + "/oom_score_adj") << kOomScore;
#else
    static_cast<void>(pid);
#endif
}

} // namespace agentarium::machines
