// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace agentarium::machines {

/// A log may be this long; a guest can make its emulator complain as often as it likes.
inline constexpr std::uintmax_t longestLog = 1024 * 1024;

/// Empties a log longer than that; whoever writes it does so in append mode.
void trimLog(const std::filesystem::path& file);

/// The same for the emulators' logs in a folder; those of machines that `lives` does not know are removed.
void trimEmulatorLogs(const std::filesystem::path& folder,
                      const std::function<bool(const std::string&)>& lives);

} // namespace agentarium::machines
