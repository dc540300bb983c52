// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <sys/stat.h>

namespace agentarium::payload {

/// A file opened for reading that must stay as it was when it was opened.
class AttachedFile {
public:
    /// Throws Error(BadInput) when it cannot be read or is no ordinary file.
    explicit AttachedFile(std::filesystem::path path);
    ~AttachedFile();
    AttachedFile(AttachedFile&& other) noexcept;
    AttachedFile(const AttachedFile&) = delete;
    AttachedFile& operator=(const AttachedFile&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    std::uint64_t size() const { return static_cast<std::uint64_t>(m_status.st_size); }
    /// Fills `buffer` from `offset`, which must lie within the file. Throws Error(BadInput) when the file's
    /// size or time has changed.
    void read(std::uint64_t offset, std::span<char> buffer) const;

private:
    void checkUnchanged() const;

    std::filesystem::path m_path;
    int m_fd = -1;
    struct stat m_status {};
};

} // namespace agentarium::payload
