// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/event.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace agentarium::recordings {

/// The journal's largest events are invocation heads of 64 KB.
inline constexpr std::size_t kMaxLine = 1024 * 1024;
inline constexpr int kMaxDepth = 64;

/// One line of events.jsonl without its end: {"seq","tNs","wallNs","kind","body","blob"?}. The same event
/// gives the same bytes.
std::string toLine(const events::Event& event);
/// Throws Error(BadInput) that says what is wrong; `number` is the line's, from 1, and has to be its `seq`.
events::Event fromLine(std::string_view line, std::uint64_t number);

} // namespace agentarium::recordings
