// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace agentarium::machines {

/// Process id of the emulator that runs the domain: from libvirt's pid file when `pidFile` is not empty and
/// right, else by looking at this user's processes. 0 when there is none.
long findEmulator(const std::string& domain, const std::filesystem::path& pidFile);

/// The domains of this user's emulators whose arguments name a domain's folder below one of `libFolders`:
/// those an embedded driver started that keeps its lib/qemu there. Empty where /proc is missing.
std::vector<std::string> emulatorsThatName(const std::vector<std::filesystem::path>& libFolders);

/// Kills that emulator by a handle that cannot mean another process, and waits until it is gone.
/// False when it still lives after `limit`; true also when there was none.
bool killEmulator(const std::string& domain, const std::filesystem::path& pidFile,
                  std::chrono::milliseconds limit);

} // namespace agentarium::machines
