// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace agentarium::daemon {

/// The exclusive lock on a data folder: one daemon each. Held until destroyed, or until the process dies.
class HomeLock {
public:
    /// Makes the folder (0700) when it is missing. Throws Error(Conflict) when another daemon holds the lock.
    explicit HomeLock(const std::filesystem::path& home);
    ~HomeLock();
    HomeLock(const HomeLock&) = delete;
    HomeLock& operator=(const HomeLock&) = delete;

private:
    int m_fd = -1;
};

} // namespace agentarium::daemon
