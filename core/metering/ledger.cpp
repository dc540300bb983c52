// SPDX-License-Identifier: Apache-2.0
#include "core/metering/ledger.h"

#include <algorithm>
#include <cmath>

namespace agentarium::metering {

namespace {

using ByPhase = std::array<double, kPhases.size()>;

/// A recording may come from anywhere: no time of it makes a list longer than the longest session (14 days).
constexpr double kMostSeconds = 1'209'600;

std::size_t indexOf(Phase phase) {
    return static_cast<std::size_t>(phase);
}

ByPhase timeByPhase(const std::vector<Stretch>& interval) {
    ByPhase time{};
    for (const Stretch& stretch : interval)
        time[indexOf(stretch.phase)] += stretch.seconds();
    return time;
}

} // namespace

ByPhase Ledger::cpuByPhase(const std::vector<Stretch>& interval, double cpu) const {
    const ByPhase time = timeByPhase(interval);
    ByPhase share{};
    // An agent that is asked works: what it used falls into its requests as far as there is room for it.
    Phase last = m_last;
    for (const Phase phase : {Phase::Init, Phase::Active, Phase::Idle, Phase::Boot}) {
        if (time[indexOf(phase)] <= 0) continue;
        const double here = std::min(cpu, time[indexOf(phase)] * m_vcpus);
        share[indexOf(phase)] += here;
        cpu -= here;
        last = phase;
    }
    // Counters and clocks are read one after the other: a little more than fits is no mistake.
    share[indexOf(last)] += cpu;
    return share;
}

void Ledger::add(const std::vector<Stretch>& interval, const Measured& measured) {
    const ByPhase time = timeByPhase(interval);
    const ByPhase cpu = cpuByPhase(interval, std::max(0.0, measured.cpuSeconds));
    for (const Phase phase : kPhases)
        m_usage.of(phase).cpuSeconds += cpu[indexOf(phase)];

    const std::uint64_t peak = std::max(measured.peakBytes, measured.memoryBytes);
    m_usage.peakMemoryBytes = std::max(m_usage.peakMemoryBytes, peak);
    const double soFar = std::max(static_cast<double>(m_usage.peakMemoryBytes) / kBytesPerGb, kFloorGb);
    const double current = std::max(static_cast<double>(peak) / kBytesPerGb, kFloorGb);

    double open = 0;
    for (const Stretch& stretch : interval)
        if (stretch.requestOpen && stretch.phase == Phase::Active) open += stretch.seconds();
    const double wait = std::max(0.0, open - cpu[indexOf(Phase::Active)]);
    m_usage.requestSeconds += open;
    m_usage.ioWaitSeconds += wait;

    for (const Stretch& stretch : interval) {
        const double length = stretch.seconds();
        if (length <= 0) continue;
        m_last = stretch.phase;
        Amounts& amounts = m_usage.of(stretch.phase);
        amounts.seconds += length;
        amounts.gbSecondsPeakSoFar += soFar * length;
        amounts.gbSecondsCurrent += current * length;

        const bool isOpen = stretch.requestOpen && stretch.phase == Phase::Active;
        const double waited = isOpen ? wait * length / open : 0;
        if (waited > 0) {
            static const std::vector<std::string> kNobody{""};
            const auto& hosts =
                stretch.connected && !stretch.connected->empty() ? *stretch.connected : kNobody;
            for (const std::string& host : hosts)
                m_usage.ioWaitFor[host] += waited / static_cast<double>(hosts.size());
        }
        if (m_keepSeconds)
            fill(stretch, cpu[indexOf(stretch.phase)] * length / time[indexOf(stretch.phase)], waited,
                 measured);
    }
}

void Ledger::addBoot(double cpuSeconds, double from, double to) {
    m_usage.of(Phase::Boot).cpuSeconds += std::max(0.0, cpuSeconds);
    if (!m_keepSeconds || to <= from) return;
    for (double at = from; at < std::min(to, kMostSeconds); at = std::floor(at) + 1) {
        const auto second = static_cast<std::size_t>(at);
        if (m_seconds.size() <= second) m_seconds.resize(second + 1);
        const double part = std::min(std::floor(at) + 1, to) - at;
        m_seconds[second].cpu += cpuSeconds * part / (to - from);
    }
}

void Ledger::fill(const Stretch& stretch, double cpu, double wait, const Measured& measured) {
    const double end = std::min(stretch.to, kMostSeconds);
    for (double at = std::max(0.0, stretch.from); at < end; at = std::floor(at) + 1) {
        const auto second = static_cast<std::size_t>(at);
        if (m_seconds.size() <= second) m_seconds.resize(second + 1);
        const double part = (std::min(std::floor(at) + 1, end) - at) / stretch.seconds();
        SecondUsage& here = m_seconds[second];
        here.cpu += cpu * part;
        here.ioWait += wait * part;
        here.memoryBytes = measured.memoryBytes;
        here.peakBytes = std::max({here.peakBytes, measured.peakBytes, measured.memoryBytes});
        here.phase = stretch.phase;
    }
}

} // namespace agentarium::metering
