// SPDX-License-Identifier: Apache-2.0
#include "core/base/files.h"

#include "core/base/ids.h"
#include "core/contract/error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#ifdef __linux__
#include <linux/magic.h>
#include <sys/vfs.h>
#endif
#include <unistd.h>

namespace agentarium {

namespace fs = std::filesystem;

namespace {

Error failed(const char* what, const fs::path& path, const std::string& why) {
    return Error(ErrorKind::RuntimeFailed, std::string(what) + " " + path.string() + ": " + why,
                 "Check that the disk has space and that the folder belongs to you.");
}

} // namespace

void Fd::reset(int fd) {
    if (m_fd >= 0) ::close(m_fd);
    m_fd = fd;
}

void makePrivateFolder(const fs::path& folder) {
    std::error_code ec;
    fs::create_directories(folder, ec);
    if (!ec) fs::permissions(folder, fs::perms::owner_all, ec);
    if (ec) throw failed("Cannot make the folder", folder, ec.message());
}

bool writeAll(int fd, const void* data, std::size_t size) {
    const char* at = static_cast<const char*>(data);
    while (size > 0) {
        const ssize_t written = ::write(fd, at, size);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        at += written;
        size -= static_cast<std::size_t>(written);
    }
    return true;
}

void writeFileAtomically(const fs::path& path, std::string_view content, mode_t mode) {
    const fs::path temporary = path.parent_path() / ("." + path.filename().string() + "." + makeHexId());
    const auto fail = [&](int error) {
        ::unlink(temporary.c_str());
        return failed("Cannot write", path, std::strerror(error));
    };
    Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!fd) throw fail(errno);
    // The process's umask may have taken away what was asked for.
    if (::fchmod(fd.get(), mode) != 0 || !writeAll(fd.get(), content.data(), content.size()) ||
        ::fsync(fd.get()) != 0)
        throw fail(errno);
    fd.reset();
    if (::rename(temporary.c_str(), path.c_str()) != 0) throw fail(errno);
}

std::string readFile(const fs::path& path, std::uint64_t limit) {
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) throw failed("Cannot read", path, std::strerror(errno));
    std::string content;
    std::string buffer(64 * 1024, '\0');
    for (;;) {
        const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw failed("Cannot read", path, std::strerror(errno));
        if (n == 0) return content;
        content.append(buffer, 0, static_cast<std::size_t>(n));
        if (content.size() > limit)
            throw failed("Cannot read", path, "it is larger than " + std::to_string(limit) + " bytes");
    }
}

bool isInMemory(const fs::path& path) {
#ifdef __linux__
    struct statfs info {};
    return ::statfs(path.c_str(), &info) == 0 && (info.f_type == TMPFS_MAGIC || info.f_type == RAMFS_MAGIC);
#else
    static_cast<void>(path);
    return false;
#endif
}

} // namespace agentarium
