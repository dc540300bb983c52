// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/discovery/daemon_info.h"
#include "core/discovery/home.h"

#include <chrono>
#include <functional>

namespace agentarium::discovery {

struct StartOptions {
    std::filesystem::path home = homeFolder();
    std::filesystem::path program; ///< empty: agentariumd beside the running program, else on PATH
    std::chrono::milliseconds deadline{30000};
    std::function<void()> onStarting;  ///< called once, before a daemon is started
    std::function<bool()> isCancelled; ///< asked about every 20 ms while waiting
};

/// The daemon of `home`, started when none runs. BLOCKS until it is ready or the deadline passes: call it on
/// a thread that may wait, never on the GUI's. Clients that call it at once end with one and the same daemon.
/// Throws Error(Unreachable) with the end of home/daemon.log, or Error(Cancelled).
DaemonInfo ensureDaemon(const StartOptions& options = {});

/// BLOCKS until no daemon holds the lock; false when `deadline` passed first.
bool waitUntilGone(const std::filesystem::path& home, std::chrono::milliseconds deadline);

} // namespace agentarium::discovery
