// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace agentarium::agents {

/// The host's tool that gets packages: uv, pip3 or `python3 -m pip`, the first there is.
struct Installer {
    std::string name;                 ///< for messages
    std::vector<std::string> command; ///< up to and including the word "install"
    bool isUv = false;

    /// Throws Error(RuntimeFailed) with the fix when there is none.
    static Installer find();
};

/// What to get, from where, and where to put it.
struct InstallRequest {
    std::filesystem::path requirements;
    std::filesystem::path target;
    bool useIndex = true;
    std::vector<std::filesystem::path> links; ///< folders with wheels
};

/// The whole command: wheels only, for AArch64 Linux with the guest's C library (Debian 13: glibc 2.41) and
/// CPython 3.13.
std::vector<std::string> installCommand(const Installer& installer, const InstallRequest& request);

} // namespace agentarium::agents
