// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace agentarium {

/// Where the files that come with the programs are. The layout is the same installed and in the build tree:
/// <prefix>/bin (or tests) holds the programs, <prefix>/share/agentarium the resources,
/// <prefix>/lib/agentarium the guest's PID 1 (<build>/guest in the build tree).
struct Installation {
    std::filesystem::path resources; ///< guest/, agents/ … as in the source tree's resources/
    std::filesystem::path init;      ///< agentarium-init, static arm64; may not exist when it was not built

    /// From the running program's own place; the environment variables AGENTARIUM_RESOURCES and
    /// AGENTARIUM_INIT replace the one and the other. Throws Error(RuntimeFailed) when there are no
    /// resources.
    static Installation find();
    /// The same for a program at `executable`, without looking at the environment.
    static Installation of(const std::filesystem::path& executable);
};

/// Absolute path of the running program.
std::filesystem::path executablePath();

} // namespace agentarium
