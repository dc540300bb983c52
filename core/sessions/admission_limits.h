// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/contract/limits.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace agentarium::sessions {

/// What sessions may take of this host (docs/limits.md). Kept in home/limits.json.
struct AdmissionLimits {
    /// Contract 6: active sessions of an account outside the two large regions.
    int maxSessions = 2500;
    /// Sessions that may start at the same time; 0: as many as there are processors, two at least.
    int maxStarting = 0;
    /// Memory that stays free for everything else on the host.
    int keepFreeMb = 512;
    /// A start that does not fit waits for its turn (true) or is refused at once.
    bool queue = true;
    int maxQueued = 100;
    int maxWaitSeconds = 120;
    /// Rates of an account (contract 6): what goes beyond is throttled, it does not wait.
    int newSessionsPerSecond = contract::kNewSessionsPerSecond;
    int requestsPerSecond = contract::kDataPlaneRequestsPerSecond;

    nlohmann::json toJson() const;
    /// Keys that are missing keep their value. Throws Error(BadInput) naming the key that is wrong.
    static AdmissionLimits fromJson(const nlohmann::json& json, AdmissionLimits base);
    /// The defaults when there is no file; a file that cannot be read is said in the log.
    static AdmissionLimits read(const std::filesystem::path& file);
};

} // namespace agentarium::sessions
