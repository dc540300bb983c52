// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/machines/machines.h"

#include <filesystem>
#include <string>

namespace agentarium::machines {

/// Eight hex digits that stand for a data folder: owner of its domains, and part of its socket folder's name.
std::string shortNameOf(const std::filesystem::path& home);

/// $XDG_RUNTIME_DIR/agentarium-<short name>, or /tmp/agentarium-<uid>-<short name> where there is no such
/// folder.
std::filesystem::path defaultSocketFolder(const std::filesystem::path& home);
/// The second of these, whatever the environment says.
std::filesystem::path fixedSocketFolder(const std::filesystem::path& home);

/// Makes the folder for this user alone. Throws Error when it is somebody else's, a link, or open to others.
void makePrivateFolder(const std::filesystem::path& folder);

/// The four socket paths of a machine: <folder>/<short id>/ctl … Throws Error when one exceeds 107 bytes, the
/// limit of a unix socket's address.
Sockets socketsFor(const std::filesystem::path& folder, const std::string& machineName);

/// The machine whose folder of sockets this is: socketsFor's way back.
std::string machineNameOf(const std::filesystem::path& own);

/// Removes a machine's socket folder, and only what a socket folder holds.
void removeSockets(const Sockets& sockets);

} // namespace agentarium::machines
