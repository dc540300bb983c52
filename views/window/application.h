// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace agentarium::views {

/// The desktop program: reads its few flags, opens the window, runs until it is closed. Returns the exit
/// code.
int runApplication(int argc, char** argv);

} // namespace agentarium::views
