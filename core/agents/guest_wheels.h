// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace agentarium::agents {

/// Python packages the guest image brings, by name, with their versions.
using GuestPackages = std::map<std::string, std::string>;

/// Writes an empty wheel for each package into `folder`. When no index can be reached, the resolver takes
/// these for what the guest has anyway, so that versions are still compared and dependencies still followed.
void writeGuestWheels(const GuestPackages& packages, const std::filesystem::path& folder);

/// Removes what such wheels left in `target` and returns the names of the packages they stood for.
std::vector<std::string> removeGuestWheels(const std::filesystem::path& target);

} // namespace agentarium::agents
