// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guest/tunnel.h"
#include "core/invocations/exchange.h"

#include <memory>
#include <string>

namespace agentarium::invocations {

/// Opens the agent's WebSocket `/ws` over a tunnel. Throws Error(AgentFailed) when the agent declines the
/// upgrade.
Task<std::unique_ptr<FrameChannel>> openAgentSocket(guest::Tunnel tunnel, int port, const Headers& headers);

} // namespace agentarium::invocations
