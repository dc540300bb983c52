// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guest/link.h"
#include "core/sessions/lifecycle.h"

namespace agentarium::sessions {

struct PingReply {
    PingAnswer answer;
    std::optional<std::int64_t> timeOfLastUpdate; ///< Unix seconds, as the agent sent it
};

/// Asks the agent's `GET /ping` (contract 2.2) through the link. Never throws for what the agent does: an
/// error, a timeout or a malformed answer is Unhealthy with a sentence.
Task<PingReply> pingAgent(guest::GuestLink& link, int port, std::chrono::milliseconds timeout);

} // namespace agentarium::sessions
