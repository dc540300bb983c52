// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"

#include <cstdint>
#include <functional>
#include <string>

namespace agentarium::starts {

/// Lets work that no caller waits for begin when the host has room for it beside the sessions: templates and
/// warm copies. Returns when it has; `waiting` is told why not, whenever that changes; `unwanted` ends the
/// wait with Error(Cancelled).
using Gate =
    std::function<Task<void>(std::uint64_t bytes, std::function<void(const std::string& why)> waiting,
                             std::function<bool()> unwanted)>;

} // namespace agentarium::starts
