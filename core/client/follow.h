// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/client/websocket.h"

#include <nlohmann/json.hpp>

namespace agentarium::client {

struct FollowOptions {
    std::string session; ///< session or recording id
    std::uint64_t from = 1;
    /// How long to go on after Terminated, for what follows it.
    std::chrono::milliseconds grace{500};
    /// How often a connection that broke is made again before giving up.
    int attempts = 5;
};

/// BLOCKS and calls `onEvent` with every event of a session from `from` on, once each and in order, until the
/// session has ended. When the connection breaks, `locate` is asked for the daemon again and the stream goes
/// on behind the last event seen. Throws Error: what the daemon answers, Cancelled, Unreachable.
void followEvents(const std::function<Endpoint()>& locate, const FollowOptions& options,
                  const std::function<void(const nlohmann::json&)>& onEvent,
                  const CancelToken* cancel = nullptr);

} // namespace agentarium::client
