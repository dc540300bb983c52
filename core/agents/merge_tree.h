// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

namespace agentarium::agents {

/// Moves everything in `from` to `to`, folder by folder; what `to` has already stays. Returns the paths that
/// stayed.
std::vector<std::filesystem::path> mergeTree(const std::filesystem::path& from,
                                             const std::filesystem::path& to);

/// Scripts of vendored packages name the host's Python in their first line: they get the guest's.
void useGuestPython(const std::filesystem::path& scripts);

} // namespace agentarium::agents
