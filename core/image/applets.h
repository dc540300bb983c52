// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace agentarium::image {

/// The commands a busybox program has, read from its own table: the program is for the guest's CPU, so it
/// cannot be asked. Throws Error(RuntimeFailed) when the table is not found.
std::vector<std::string> busyboxApplets(const std::string& program);

} // namespace agentarium::image
