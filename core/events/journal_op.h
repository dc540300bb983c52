// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/event.h"
#include "core/events/journal.h"

#include <functional>
#include <string>
#include <variant>

namespace agentarium::events {

struct BeginOp {
    SessionRow row;
};
struct AppendOp {
    Event event;
    std::size_t bytes = 0; ///< about what it takes in memory
};
struct UpdateOp {
    std::string recordingId;
    nlohmann::json summary;
    std::int64_t endedNs = 0; ///< 0: goes on
};
/// Called on the writer's thread when all before it is committed, or with false when the disk refused it.
struct FlushOp {
    std::function<void(bool committed)> done;
    bool evenIfRefused = false; ///< false: waits until the disk takes it
};

/// Ends a recording's visibility; one without an end stays.
struct HideOp {
    std::string recordingId;
};

using JournalOp = std::variant<BeginOp, AppendOp, UpdateOp, FlushOp, HideOp>;

} // namespace agentarium::events
