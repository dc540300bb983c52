// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace agentarium::wire {

/// Host to guest on ctl: begins a connection. wallNs is the host's wall clock, ns since 1970.
struct EpochRequest {
    std::string epoch;
    std::int64_t wallNs = 0;
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
