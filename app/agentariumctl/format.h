// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace agentarium::ctl {

/// "3.2 ms", "845 ms", "4.21 s", "2 min 5 s".
std::string durationText(double ms);
/// "12 s", "14 min 3 s", "8 h", "2 d 3 h".
std::string secondsText(double seconds);
/// An ISO 8601 time as "2026-11-21 03:26:05".
std::string timeText(const std::string& iso);
/// A value of a JSON object as text for a table; "-" when it is missing, null or empty.
std::string cell(const nlohmann::json& object, const char* key);
/// The number at `key`, or `fallback` when it is missing or no number.
double numberAt(const nlohmann::json& object, const char* key, double fallback = 0);
/// "machine 0.20 s, kernel 1.90 s" from [{name,ms}].
std::string phasesText(const nlohmann::json& phases);

/// Columns a terminal shows; one for every character.
std::size_t widthOf(const std::string& text);
/// Cut to `width` columns, the last one "…", control characters as spaces.
std::string fitted(const std::string& text, std::size_t width);
/// The longest beginning of at most `limit` bytes that does not cut a UTF-8 character.
std::string_view cutUtf8(std::string_view text, std::size_t limit);
bool isUtf8(std::string_view text);

} // namespace agentarium::ctl
