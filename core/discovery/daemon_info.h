// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace agentarium::discovery {

/// What a running daemon says about itself in home/daemon.json (docs/api.md).
struct DaemonInfo {
    long pid = 0;
    int port = 0;
    std::string token;
    std::string version;
    std::string url; ///< "http://127.0.0.1:<port>"
};

/// Reads home/daemon.json; nothing when it is missing, incomplete or not ours to read.
std::optional<DaemonInfo> readDaemonInfo(const std::filesystem::path& home);

/// True when some process holds home/daemon.lock. The test takes the lock, shared, for a moment when nobody
/// does.
bool lockHeld(const std::filesystem::path& home);

/// The daemon that serves `home` now: daemon.json is there, its process lives and the lock is held.
/// Never starts one. Quick: a file read and one system call or two.
std::optional<DaemonInfo> runningDaemon(const std::filesystem::path& home);

} // namespace agentarium::discovery
