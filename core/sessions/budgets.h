// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace agentarium::sessions {

/// What sessions may cost and what they have cost (docs/metering.md): a session, a version of an agent, a day
/// (UTC). All amounts are US dollars by the prices each session is billed by.
class Budgets {
public:
    /// The account a session is charged to.
    struct Account {
        std::string recordingId;
        std::string agent;
        int version = 0;
        std::optional<double> sessionUsd; ///< its own budget
        std::optional<double> versionUsd; ///< what all sessions of its version may cost together
    };

    /// Reads the day's budget from `file`, which need not exist.
    explicit Budgets(std::filesystem::path file = {});

    /// The session has cost `totalUsd` so far; what is new of that belongs to the day of `nowNs`. A total
    /// below an earlier one changes nothing.
    void charge(const Account& account, double totalUsd, std::int64_t nowNs);
    /// What an ended session cost before this process began; to the day it ended.
    void remember(const Account& account, double totalUsd, std::int64_t endedNs);

    /// A sentence that says which budget is used up, or nothing.
    std::optional<std::string> exhausted(const Account& account, std::int64_t nowNs) const;

    std::optional<double> dayUsd() const { return m_dayUsd; }
    /// Kept in the file. Throws Error(BadInput) for an amount that is not above 0, Error(RuntimeFailed) when
    /// it cannot be written.
    void setDayUsd(std::optional<double> usd);
    double spentOnDay(std::int64_t nowNs) const;
    double spentOnVersion(const std::string& agent, int version) const;
    /// {"day":{"usd" or null,"spentUsd","date"}}
    nlohmann::json toJson(std::int64_t nowNs) const;

private:
    void add(const Account& account, double usd, std::int64_t wallNs);

    std::filesystem::path m_file;
    std::optional<double> m_dayUsd;
    std::map<std::string, double> m_sessions; ///< recording id to what was charged
    std::map<std::pair<std::string, int>, double> m_versions;
    std::map<std::string, double> m_days; ///< "2026-11-21"
};

} // namespace agentarium::sessions
