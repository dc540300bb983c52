// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/event_ring.h"
#include "app/agentarium-init/loop.h"
#include "app/agentarium-init/service.h"

namespace agentarium::init {

/// `events?from=N`: the events from N on as lines of JSON, as they happen.
ServicePtr makeEvents(Loop& loop, Channel channel, EventRing& ring, EventRing::Number from);

} // namespace agentarium::init
