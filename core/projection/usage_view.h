// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metering/ledger.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace agentarium::projection {

/// What a session has used, from its events alone: the same for a session that runs and for a recording.
class UsageView {
public:
    /// `keepSeconds`: also second by second, which takes memory as the session goes on.
    explicit UsageView(bool keepSeconds = false) : m_ledger(keepSeconds) {}

    /// As SessionView::apply. Throws what nlohmann throws for fields of the wrong type.
    void apply(const std::string& kind, const nlohmann::json& body, std::int64_t wallNs);

    /// Up to the last event that tells of time: what was used since the last sample is not known yet, the
    /// time since then is billed at the memory of that sample.
    metering::Usage usage() const;
    /// cli.md's `usage`, and what docs/metering.md adds; `seconds` when they were kept. `book` gives the
    /// other models and the comparisons; the session's own prices are in its events.
    nlohmann::json toJson(const metering::PriceBook& book = metering::PriceBook::builtIn()) const;

    /// The session's first event has been seen; before it nothing is counted.
    bool began() const { return m_beganNs != 0; }
    const metering::PriceModel& prices() const { return m_prices; }
    /// The session's own budget, when it has one.
    std::optional<double> budgetUsd() const { return m_budgetUsd; }
    double costUsd() const { return usage().total().usd(m_prices); }
    /// vCPUs used and memory in the newest interval; 0 once the session has ended.
    double cpuNow() const { return m_ended ? 0 : m_cpuNow; }
    std::uint64_t memoryNowBytes() const { return m_ended ? 0 : m_memory; }

private:
    void sample(const nlohmann::json& body);
    void addCommands(const nlohmann::json& body, bool isBaseline, double seconds);
    void advance(double to);
    void closeUpTo(double to, metering::Measured measured, metering::Ledger& ledger,
                   std::vector<metering::Stretch>& open) const;
    void boot(double bootCpuSeconds);
    metering::Ledger closed() const;

    metering::Ledger m_ledger;
    metering::PriceModel m_prices = metering::PriceBook::builtIn().standardModel();
    std::vector<metering::Stretch> m_open; ///< since the last sample

    std::int64_t m_beganNs = 0; ///< Unix time
    double m_now = 0;           ///< seconds since then, of the newest event
    metering::Phase m_phase = metering::Phase::Boot;
    std::set<std::string> m_requests;
    std::map<std::string, std::string> m_connections; ///< egress id to host
    std::shared_ptr<const std::vector<std::string>> m_hosts;
    bool m_ended = false;

    bool m_sampled = false;
    double m_sampledAt = 0, m_cpu = 0, m_system = 0; ///< counters of the last sample
    double m_systemUsed = 0;                         ///< since the first sample
    double m_commandCpu = 0;                         ///< counter of the last sample
    metering::Amounts m_commands;                    ///< of commands and shells, in the totals already
    std::optional<double> m_agentStart, m_bootCpu, m_budgetUsd;
    std::uint64_t m_memory = 0;
    double m_cpuNow = 0;
    nlohmann::json m_stallBegan, m_stall;
    double m_hostCpu = 0;
    std::uint64_t m_hostMemory = 0, m_hostResident = 0;
    int m_vcpus = 1, m_memoryMb = 1024;
};

} // namespace agentarium::projection
