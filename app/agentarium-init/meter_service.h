// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/cgroup_meter.h"
#include "app/agentarium-init/loop.h"
#include "app/agentarium-init/service.h"

namespace agentarium::init {

/// `meter`: one JSON line a reading (docs/link.md). Reads once a second as long as the stream is open, and
/// sends what tells something: an idle agent costs a line in 15 s. A byte from the host asks for one now.
ServicePtr makeMeter(Loop& loop, Channel channel, CgroupMeter& meter);

} // namespace agentarium::init
