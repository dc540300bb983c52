// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace agentarium::events {

/// What the journal keeps of a session beside its events, so that lists need not read them all.
struct SessionRow {
    std::string sessionId;   ///< the caller's id; may recur after a stop
    std::string recordingId; ///< unique: one life of the session's microVM; what events are kept under
    std::string agent;
    int version = 0;
    std::int64_t startedNs = 0; ///< Unix time
    std::int64_t endedNs = 0;   ///< 0 while live
    std::uint64_t lastSeq = 0;
    nlohmann::json summary; ///< the projection's board row, as last written
};

/// `endedNs` of a recording that is being imported or deleted: readers do not see it, and what is left of it
/// is removed when the daemon starts again.
inline constexpr std::int64_t kHidden = -1;

} // namespace agentarium::events
