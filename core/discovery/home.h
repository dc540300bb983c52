// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace agentarium::discovery {

/// The data folder: `AGENTARIUM_HOME`, else `$XDG_DATA_HOME/agentarium`, else `~/.local/share/agentarium`
/// (macOS: `~/Library/Application Support/Agentarium`). Absolute; it need not exist.
/// Throws Error(BadInput) when the environment names no home at all.
std::filesystem::path homeFolder();

/// Makes the folder, mode 0700, with its parents. Throws Error(RuntimeFailed).
void makeHome(const std::filesystem::path& home);

} // namespace agentarium::discovery
