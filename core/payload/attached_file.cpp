// SPDX-License-Identifier: Apache-2.0
#include "core/payload/attached_file.h"

#include "core/contract/error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace agentarium::payload {

namespace {

[[noreturn]] void unreadable(const std::filesystem::path& path, const std::string& why) {
    throw Error(ErrorKind::BadInput, "The file " + path.string() + " cannot be read: " + why + ".",
                "Name a file that exists and that you may read.");
}

bool sameTime(const struct stat& a, const struct stat& b) {
#ifdef __APPLE__
    const timespec &x = a.st_mtimespec, &y = b.st_mtimespec;
#else
    const timespec &x = a.st_mtim, &y = b.st_mtim;
#endif
    return x.tv_sec == y.tv_sec && x.tv_nsec == y.tv_nsec;
}

} // namespace

AttachedFile::AttachedFile(std::filesystem::path path) : m_path(std::move(path)) {
    // Without O_NONBLOCK opening a named pipe would wait for its writer.
    m_fd = open(m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (m_fd < 0) unreadable(m_path, std::strerror(errno));
    const bool ordinary = fstat(m_fd, &m_status) == 0 && S_ISREG(m_status.st_mode);
    if (ordinary) return;
    close(m_fd);
    unreadable(m_path, S_ISDIR(m_status.st_mode) ? "it is a folder" : "it is not an ordinary file");
}

AttachedFile::~AttachedFile() {
    if (m_fd >= 0) close(m_fd);
}

AttachedFile::AttachedFile(AttachedFile&& other) noexcept
    : m_path(std::move(other.m_path)), m_fd(std::exchange(other.m_fd, -1)), m_status(other.m_status) {}

void AttachedFile::read(std::uint64_t offset, std::span<char> buffer) const {
    std::size_t done = 0;
    while (done < buffer.size()) {
        const ssize_t count =
            pread(m_fd, buffer.data() + done, buffer.size() - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) unreadable(m_path, std::strerror(errno));
        if (count == 0) break;
        done += static_cast<std::size_t>(count);
    }
    checkUnchanged();
    if (done < buffer.size()) unreadable(m_path, "it ended early");
}

void AttachedFile::checkUnchanged() const {
    struct stat now {};
    if (fstat(m_fd, &now) == 0 && now.st_size == m_status.st_size && sameTime(now, m_status)) return;
    throw Error(ErrorKind::BadInput, "The file " + m_path.string() + " has changed since it was attached.",
                "Wait until nothing writes to it, then send again.");
}

} // namespace agentarium::payload
