// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace agentarium::wire {

/// What makes a copy of a microVM another one than its template and its sisters. A seed the guest has seen
/// already renews nothing.
struct Renewal {
    std::string seed;      ///< 64 hex digits for the kernel's generator
    std::string machineId; ///< 32 hex digits
    std::string hostname;
};

/// Host to guest on ctl: begins a connection. wallNs is the host's wall clock, ns since 1970.
struct EpochRequest {
    std::string epoch;
    std::int64_t wallNs = 0;
    std::optional<Renewal> renewal = {};
};

/// Guest to host on ctl: the answer to an EpochRequest of the same epoch.
struct EpochAnswer {
    std::string epoch;
    std::string initVersion;
    std::int64_t kernelNs = 0;
    std::int64_t initNs = 0;
    bool agentRunning = false;
};

/// One line with its end, and an empty line before it, so that half a line of an earlier host spoils nothing.
std::string toLine(const EpochRequest& request);
std::string toLine(const EpochAnswer& answer);

/// Nothing when the line is no such message; the caller ignores it then.
std::optional<EpochRequest> parseEpochRequest(const std::string& line);
std::optional<EpochAnswer> parseEpochAnswer(const std::string& line);

} // namespace agentarium::wire
