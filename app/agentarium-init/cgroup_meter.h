// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/fd.h"
#include "core/wire/meter_reading.h"

#include <cstdint>
#include <optional>

namespace agentarium::init {

/// Reads the session's cgroup, and the commands' in it. The files stay open, so that a reading costs a few
/// system calls; the kernel keeps the peak by descriptor (memory.peak, Linux 6.12), so there must be only one
/// meter.
class CgroupMeter {
public:
    wire::MeterReading read();
    /// Call before the agent starts: what the guest has used until then is its boot.
    void markBoot();

private:
    std::uint64_t readPeak(std::uint64_t current);

    Fd m_cpu, m_memory, m_peak, m_cpuPressure, m_memoryPressure, m_ioPressure, m_commandCpu, m_commandMemory;
    std::optional<std::uint64_t> m_bootUsec;
    std::uint64_t m_lastMemory = 0;
};

} // namespace agentarium::init
