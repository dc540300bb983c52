// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace agentarium {

/// What this host has to give now.
struct HostRoom {
    std::uint64_t totalBytes = 0;
    std::uint64_t freeBytes = 0; ///< what can be taken without swapping, within the limit of our own cgroup
    int processors = 1;          ///< those this process may run on
};

/// Reads it from the kernel: quick, does not block. Where it cannot be known freeBytes is totalBytes.
HostRoom hostRoom();

} // namespace agentarium
