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

/// Lets the agent's server run all of an invocation but the agent's own function, by `OPTIONS /invocations`
/// (docs/starts.md): what a first request loads and makes is there when a copy answers its own first one.
/// Other servers than ours answer 405 and lose nothing. Never throws.
Task<void> rehearse(guest::GuestLink& link, int port, std::chrono::milliseconds timeout);

} // namespace agentarium::sessions
