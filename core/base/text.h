// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace agentarium {

/// Without spaces, tabs and line ends at both ends.
std::string trim(std::string_view text);
/// Parts between separators; an empty text has one empty part.
std::vector<std::string> split(std::string_view text, char separator);
/// ASCII letters only.
std::string toLower(std::string_view text);

/// Valid UTF-8: each byte that belongs to no character becomes U+FFFD. JSON needs it.
std::string toUtf8(std::string_view bytes);
/// At most `bytes` bytes of valid UTF-8, cut between characters.
std::string cutUtf8(std::string_view text, std::size_t bytes);

/// "512 bytes", "1.5 kB", "100.0 MB": decimal units, one digit after the point.
std::string formatBytes(std::uint64_t bytes);

} // namespace agentarium
