// SPDX-License-Identifier: Apache-2.0
#include "core/base/host_room.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <thread>
#include <unistd.h>

#ifdef __linux__
#include <sched.h>
#endif

namespace agentarium {

namespace {

#ifdef __linux__

std::uint64_t meminfo(const std::string& wanted) {
    std::ifstream file("/proc/meminfo");
    std::string key, unit;
    for (std::uint64_t kilobytes = 0; file >> key >> kilobytes; std::getline(file, unit))
        if (key == wanted) return kilobytes * 1024;
    return 0;
}

/// 0 when the file is not there or says "max".
std::uint64_t number(const std::string& path) {
    std::uint64_t value = 0;
    std::ifstream(path) >> value;
    return value;
}

/// "0::/user.slice/…": the folder of our cgroup (v2).
std::string ownCgroup() {
    std::ifstream file("/proc/self/cgroup");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("0::")) return "/sys/fs/cgroup" + line.substr(3);
    return {};
}

int processors() {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

#endif

} // namespace

HostRoom hostRoom() {
    HostRoom room;
#ifdef __linux__
    room.totalBytes = meminfo("MemTotal:");
    room.freeBytes = meminfo("MemAvailable:");
    room.processors = std::max(1, processors());
    const std::string cgroup = ownCgroup();
    if (const std::uint64_t limit = number(cgroup + "/memory.max"); !cgroup.empty() && limit > 0) {
        const std::uint64_t used = number(cgroup + "/memory.current");
        room.totalBytes = std::min(room.totalBytes, limit);
        room.freeBytes = std::min(room.freeBytes, limit > used ? limit - used : 0);
    }
#else
    room.totalBytes = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                      static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    room.freeBytes = room.totalBytes;
    room.processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
#endif
    return room;
}

} // namespace agentarium
