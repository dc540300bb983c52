// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace agentarium::discovery {

/// home/daemon.start.lock: held by the client that is starting a daemon, so that others wait for that one.
class StartLock {
public:
    /// Throws Error(RuntimeFailed) when the file cannot be opened.
    explicit StartLock(const std::filesystem::path& home);
    ~StartLock();
    StartLock(const StartLock&) = delete;
    StartLock& operator=(const StartLock&) = delete;

    /// Never waits; true once it is ours.
    bool tryTake();

private:
    int m_fd = -1;
    bool m_taken = false;
};

} // namespace agentarium::discovery
