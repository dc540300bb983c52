// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace agentarium {

/// A file descriptor that is closed when it goes.
class Fd {
public:
    Fd() = default;
    explicit Fd(int fd) : m_fd(fd) {}
    ~Fd() { reset(); }
    Fd(Fd&& other) noexcept : m_fd(other.release()) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other) reset(other.release());
        return *this;
    }

    int get() const { return m_fd; }
    explicit operator bool() const { return m_fd >= 0; }
    int release() {
        const int fd = m_fd;
        m_fd = -1;
        return fd;
    }
    void reset(int fd = -1);

private:
    int m_fd = -1;
};

/// These block and throw Error(RuntimeFailed) that names the file and the system's reason.

/// Makes the folder and those above it; the last one gets mode 0700.
void makePrivateFolder(const std::filesystem::path& folder);
/// Writes a file that is there whole or not at all: temporary name, fsync, rename.
void writeFileAtomically(const std::filesystem::path& path, std::string_view content, mode_t mode = 0600);
/// The whole file; refuses one larger than `limit` bytes.
std::string readFile(const std::filesystem::path& path, std::uint64_t limit = 16 * 1024 * 1024);
/// Writes everything, also when the system takes it in pieces. False with errno when it cannot.
bool writeAll(int fd, const void* data, std::size_t size);
/// Whether what is in this file or folder lives in memory (tmpfs on Linux). There even reading the hole of a
/// mapped file takes room, and ends the process (SIGBUS) when there is none.
bool isInMemory(const std::filesystem::path& path);

} // namespace agentarium
