// SPDX-License-Identifier: Apache-2.0
#include "core/machines/emulator_usage.h"

#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

#ifdef __APPLE__
#include <libproc.h>
#include <mach/mach_time.h>
#endif

namespace agentarium::machines {

#ifdef __linux__

std::optional<EmulatorUsage> emulatorUsage(long pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    if (pid <= 0 || !std::getline(file, text)) return std::nullopt;
    // The name in brackets may hold anything. Behind it: field 3 (state); 14, 15 (times); 24 (pages).
    std::istringstream fields(text.substr(std::min(text.size(), text.rfind(')') + 1)));
    std::string skipped;
    for (int field = 3; field < 14; ++field)
        fields >> skipped;
    double user = 0, system = 0;
    fields >> user >> system;
    for (int field = 16; field < 24; ++field)
        fields >> skipped;
    std::uint64_t pages = 0;
    if (!(fields >> pages)) return std::nullopt;
    return EmulatorUsage{(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK)),
                         pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE))};
}

std::optional<std::uint64_t> emulatorProportionalBytes(long pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
    for (std::string word; pid > 0 && file >> word;)
        if (std::uint64_t kilobytes = 0; word == "Pss:" && file >> kilobytes) return kilobytes * 1024;
    return std::nullopt;
}

#elif defined(__APPLE__)

std::optional<EmulatorUsage> emulatorUsage(long pid) {
    rusage_info_v2 info{};
    if (pid <= 0 ||
        proc_pid_rusage(static_cast<int>(pid), RUSAGE_INFO_V2, reinterpret_cast<rusage_info_t*>(&info)) != 0)
        return std::nullopt;
    mach_timebase_info_data_t base{};
    mach_timebase_info(&base);
    const double ticks = static_cast<double>(info.ri_user_time + info.ri_system_time);
    return EmulatorUsage{ticks * base.numer / base.denom / 1e9, info.ri_resident_size};
}

std::optional<std::uint64_t> emulatorProportionalBytes(long) {
    return std::nullopt;
}

#else

std::optional<EmulatorUsage> emulatorUsage(long) {
    return std::nullopt;
}

std::optional<std::uint64_t> emulatorProportionalBytes(long) {
    return std::nullopt;
}

#endif

} // namespace agentarium::machines
