// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace agentarium::contract {

/// Unix time in nanoseconds as "2026-11-21T03:26:05.123Z": UTC, milliseconds, cut off and not rounded.
std::string toIsoTime(std::int64_t unixNs);

/// The other way; also without or with up to nine digits of fraction. Nothing when the text is no such time.
std::optional<std::int64_t> fromIsoTime(const std::string& text);

} // namespace agentarium::contract
