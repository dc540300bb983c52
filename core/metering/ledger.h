// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metering/usage.h"

#include <memory>
#include <string>
#include <vector>

namespace agentarium::metering {

/// A stretch of time in which nothing changed but the counters. Seconds since the session began.
struct Stretch {
    double from = 0;
    double to = 0;
    Phase phase = Phase::Boot;
    bool requestOpen = false;
    /// Hosts the agent was connected to; may be null for none.
    std::shared_ptr<const std::vector<std::string>> connected = {};

    double seconds() const { return to - from; }
};

/// What was counted between two samples.
struct Measured {
    double cpuSeconds = 0;
    std::uint64_t memoryBytes = 0; ///< at the end
    std::uint64_t peakBytes = 0;
};

/// Adds up intervals between samples: CPU to the phases they touch, waiting to the hosts, memory to the bill.
/// The rules are in docs/metering.md.
class Ledger {
public:
    /// `keepSeconds`: also second by second, which grows with the session.
    explicit Ledger(bool keepSeconds = false) : m_keepSeconds(keepSeconds) {}

    void setVcpus(int vcpus) { m_vcpus = vcpus > 0 ? vcpus : 1; }
    /// An interval in the order of time, without gaps or overlaps; may be empty, then CPU goes to where the
    /// one before ended.
    void add(const std::vector<Stretch>& interval, const Measured& measured);
    /// CPU that was used before the first sample, from `from` to `to`.
    void addBoot(double cpuSeconds, double from, double to);

    const Usage& usage() const { return m_usage; }
    /// By second from 0 on; empty unless kept.
    const std::vector<SecondUsage>& seconds() const { return m_seconds; }

private:
    std::array<double, kPhases.size()> cpuByPhase(const std::vector<Stretch>& interval, double cpu) const;
    void fill(const Stretch& stretch, double cpu, double wait, const Measured& measured);

    bool m_keepSeconds;
    int m_vcpus = 1;
    Usage m_usage;
    Phase m_last = Phase::Boot;
    std::vector<SecondUsage> m_seconds;
};

} // namespace agentarium::metering
