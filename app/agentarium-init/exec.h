// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/agent.h"
#include "app/agentarium-init/children.h"
#include "app/agentarium-init/service.h"

namespace agentarium::init {

/// `exec`: one command as root beside the agent; it ends with the stream.
ServicePtr makeExec(Loop& loop, Children& children, Channel channel, const Agent& agent);

} // namespace agentarium::init
