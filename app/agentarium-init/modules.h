// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace agentarium::init {

/// Loads the kernel modules /modules.list names, one path a line, in order, and removes them: they are in
/// memory twice otherwise. One that fails is said on the console; what needs it fails with its own words.
void loadModules();

} // namespace agentarium::init
