// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/agent.h"
#include "app/agentarium-init/service.h"

namespace agentarium::init {

/// `agent.start`: one JSON object to its end, one JSON object back.
ServicePtr makeAgentStart(Channel channel, Agent& agent);

} // namespace agentarium::init
