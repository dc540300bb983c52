// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace agentarium::discovery {

/// The last `lines` lines of what was written to `file` after byte `from`; at most 16 KB are looked at.
std::vector<std::string> logTail(const std::filesystem::path& file, std::uint64_t from, std::size_t lines);

/// Renames a log that has grown over 4 MB to <file>.1 and returns the size of what is at `file` now.
std::uint64_t prepareLog(const std::filesystem::path& file);

} // namespace agentarium::discovery
