// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/archives/archives.h"
#include "core/base/files.h"
#include "core/base/hash.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace agentarium::recordings {

/// A file that libarchive reads through, with the digest of all its bytes.
class HashedInput {
public:
    /// Throws Error(NotFound) or Error(BadInput) when it is no file that can be read.
    explicit HashedInput(const std::filesystem::path& file);

    /// An archive that reads a zstd-packed tar from here, and nothing else.
    ReadArchive openTar();
    std::uint64_t bytes() const { return m_read; }
    std::uint64_t size() const { return m_size; }
    /// Reads what libarchive left at the end and gives the digest.
    std::string finish();

private:
    static la_ssize_t readMore(archive* reader, void* self, const void** data);
    la_ssize_t more();

    Fd m_fd;
    Sha256 m_hash;
    std::vector<std::byte> m_buffer;
    std::uint64_t m_read = 0;
    std::uint64_t m_size = 0;
};

} // namespace agentarium::recordings
