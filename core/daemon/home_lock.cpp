// SPDX-License-Identifier: Apache-2.0
#include "core/daemon/home_lock.h"

#include "core/contract/error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace agentarium::daemon {

HomeLock::HomeLock(const std::filesystem::path& home) {
    std::error_code ec;
    std::filesystem::create_directories(home, ec);
    std::filesystem::permissions(home, std::filesystem::perms::owner_all, ec);
    const auto path = home / "daemon.lock";
    m_fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_fd < 0)
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("{} cannot be written: {}.", path.string(), std::strerror(errno)),
                    "Make the data folder writable, or name another one in AGENTARIUM_HOME.");
    // Clients test the lock by taking it for an instant: try for longer than that.
    for (int attempt = 0; attempt < 50; ++attempt) {
        if (::flock(m_fd, LOCK_EX | LOCK_NB) == 0) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ::close(m_fd);
    throw Error(ErrorKind::Conflict, fmt::format("Another daemon serves {}.", home.string()),
                "Use it, or stop it with `agentariumctl daemon stop`.");
}

HomeLock::~HomeLock() {
    if (m_fd >= 0) ::close(m_fd);
}

} // namespace agentarium::daemon
