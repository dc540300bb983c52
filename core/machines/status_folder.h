// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace agentarium::machines {

/// Where the embedded driver's `run` folder really is: below /dev/shm on hosts that have it, else empty.
///
/// The driver writes what it knows of a running machine there at each change, and a machine whose status
/// cannot be written when a daemon finds it again is ended. So it must not be on the data folder's disk,
/// which may be full; and what it tells of is gone after a reboot, as this folder is.
std::filesystem::path statusFolder(const std::filesystem::path& home);

/// Makes `run` a link to `memory` (0700). A `run` that is a folder and tells of machines stays what it is,
/// and so it does when the link cannot be made.
void keepStatusIn(const std::filesystem::path& run, const std::filesystem::path& memory);

/// Removes what keepStatusIn() made in memory, when no machine runs any more.
void removeStatus(const std::filesystem::path& memory);

} // namespace agentarium::machines
