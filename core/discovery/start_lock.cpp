// SPDX-License-Identifier: Apache-2.0
#include "core/discovery/start_lock.h"

#include "core/contract/error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace agentarium::discovery {

StartLock::StartLock(const std::filesystem::path& home)
    : m_fd(open((home / "daemon.start.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (m_fd < 0)
        throw Error(ErrorKind::RuntimeFailed,
                    "The data folder " + home.string() + " cannot be written to: " + std::strerror(errno) +
                        ".",
                    "Make it writable, or set AGENTARIUM_HOME to a folder of your own.");
}

StartLock::~StartLock() {
    close(m_fd);
}

bool StartLock::tryTake() {
    if (!m_taken) m_taken = flock(m_fd, LOCK_EX | LOCK_NB) == 0;
    return m_taken;
}

} // namespace agentarium::discovery
