// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace agentarium::ctl {

/// Text of an agent, fit for a person's terminal: control characters but tab and newline become "\xNN", so
/// that no agent moves the cursor, renames the window or hides a line. Colours (ESC [ … m) stay when wanted
/// and are left out otherwise.
std::string harmless(std::string_view text, bool colors);

} // namespace agentarium::ctl
