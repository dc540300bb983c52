// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/cgroup_meter.h"

#include "app/agentarium-init/cgroup.h"
#include "app/agentarium-init/clock.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace agentarium::init {

namespace {

/// The file from its beginning, by a descriptor that is opened once it can be; empty when it cannot be read.
std::string_view readAgain(Fd& file, const char* folder, const char* name, std::array<char, 2048>& buffer,
                           int flags = O_RDONLY) {
    if (!file) file = Fd(::open((std::string(folder) + "/" + name).c_str(), flags | O_CLOEXEC));
    const ssize_t count = file ? ::pread(file.get(), buffer.data(), buffer.size() - 1, 0) : 0;
    if (count <= 0) return {};
    buffer[static_cast<std::size_t>(count)] = '\0';
    return {buffer.data(), static_cast<std::size_t>(count)};
}

/// The number behind `key`; the text ends with a zero.
std::optional<std::uint64_t> numberBehind(std::string_view text, std::string_view key) {
    const std::size_t at = text.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    return std::strtoull(text.data() + at + key.size(), nullptr, 10);
}

std::uint64_t processCpuUsec() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000 +
           static_cast<std::uint64_t>(time.tv_nsec) / 1000;
}

} // namespace

void CgroupMeter::markBoot() {
    std::array<char, 2048> buffer;
    Fd file;
    m_bootUsec = numberBehind(readAgain(file, "/sys/fs/cgroup", "cpu.stat", buffer), "usage_usec ");
}

std::uint64_t CgroupMeter::readPeak(std::uint64_t current) {
    std::array<char, 2048> buffer;
    const auto text = readAgain(m_peak, kSessionCgroup, "memory.peak", buffer, O_RDWR);
    const std::uint64_t peak = text.empty() ? 0 : std::strtoull(text.data(), nullptr, 10);
    const std::uint64_t known = std::max(current, std::exchange(m_lastMemory, current));
    // A kernel that cannot begin a new peak would charge an old one for ever.
    const bool isReset = m_peak && ::pwrite(m_peak.get(), "r", 1, 0) == 1;
    return isReset ? std::max(peak, current) : known;
}

wire::MeterReading CgroupMeter::read() {
    std::array<char, 2048> buffer;
    const auto text = [&](Fd& file, const char* name, const char* folder = kSessionCgroup) {
        return readAgain(file, folder, name, buffer);
    };
    const auto cpu = [](std::string_view stat) { return numberBehind(stat, "usage_usec ").value_or(0); };
    const auto bytes = [](std::string_view current) {
        return current.empty() ? 0 : std::strtoull(current.data(), nullptr, 10);
    };
    const auto stall = [&](Fd& file, const char* name) { return numberBehind(text(file, name), "total="); };
    wire::MeterReading reading;
    reading.tNs = nowNs();
    // The part first: what is counted meanwhile must not make it more than the whole.
    reading.commandCpuUsec = cpu(text(m_commandCpu, "cpu.stat", kCommandCgroup));
    reading.commandMemoryBytes = bytes(text(m_commandMemory, "memory.current", kCommandCgroup));
    reading.cpuUsec = cpu(text(m_cpu, "cpu.stat"));
    // The sum of the whole guest is counted by ticks, which a busy host lets get lost.
    reading.systemUsec = processCpuUsec();
    reading.bootUsec = m_bootUsec;
    reading.memoryBytes = bytes(text(m_memory, "memory.current"));
    reading.peakBytes = readPeak(reading.memoryBytes);
    reading.cpuStallUsec = stall(m_cpuPressure, "cpu.pressure");
    reading.memoryStallUsec = stall(m_memoryPressure, "memory.pressure");
    reading.ioStallUsec = stall(m_ioPressure, "io.pressure");
    return reading;
}

} // namespace agentarium::init
