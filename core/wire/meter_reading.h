// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace agentarium::wire {

/// What the guest's kernel has counted by now: one line of the stream `meter` (docs/link.md). Counters are
/// microseconds and never go back.
struct MeterReading {
    std::int64_t tNs = 0;                  ///< guest clock
    std::uint64_t cpuUsec = 0;             ///< the session's cgroup: the agent, commands and shells
    std::uint64_t systemUsec = 0;          ///< agentarium-init
    std::optional<std::uint64_t> bootUsec; ///< all of the guest until the agent was started; absent before
    std::uint64_t memoryBytes = 0;
    std::uint64_t peakBytes = 0; ///< highest since the reading before
    /// What of cpuUsec and memoryBytes is of commands and shells; 0 from a guest that counts the agent alone.
    std::uint64_t commandCpuUsec = 0, commandMemoryBytes = 0;
    /// Pressure stall, "some", in total; absent where the kernel has no PSI.
    std::optional<std::uint64_t> cpuStallUsec, memoryStallUsec, ioStallUsec;

    /// Without its line end.
    std::string toLine() const;
    /// Nothing when the line is no reading.
    static std::optional<MeterReading> parse(const std::string& line);
};

} // namespace agentarium::wire
