// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/event.h"

#include <cstddef>
#include <string>
#include <vector>

namespace agentarium::bench {

/// What one invocation of an agent that calls a model and streams its answer leaves in the journal: the
/// kinds, the fields and about the sizes of docs/events.md. Only `kind`, `body` and `blob` of the events are
/// set.
std::vector<events::Event> storyOfAnInvocation(std::size_t number);

} // namespace agentarium::bench
