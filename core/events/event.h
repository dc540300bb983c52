// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace agentarium::events {

/// One thing that happened to a session (design section 1; kinds and fields in docs/events.md).
struct Event {
    std::string recordingId; ///< one life of a session's microVM
    std::uint64_t seq = 0;   ///< dense per recording, from 1
    std::int64_t tNs = 0;    ///< since the session began, monotonic
    std::int64_t wallNs = 0; ///< Unix time
    std::string kind;        ///< "session.state"
    nlohmann::json body;
    std::string blob; ///< SHA-256 of a payload, or empty

    /// cli.md's keys: seq, tNs, wall (ISO 8601 UTC, milliseconds), kind, body, blob?.
    nlohmann::json toJson() const;
};

} // namespace agentarium::events
