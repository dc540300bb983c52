// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/archives/archives.h"
#include "core/base/files.h"
#include "core/base/hash.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace agentarium::recordings {

/// A file that libarchive writes, with the digest of all its bytes. Until commit() it has no name, or a
/// temporary one where the file system knows no files without (Linux: O_TMPFILE), and is removed without it.
class HashedOutput {
public:
    /// Throws Error(BadInput) when it cannot be made.
    explicit HashedOutput(const std::filesystem::path& file);
    ~HashedOutput();
    HashedOutput(const HashedOutput&) = delete;
    HashedOutput& operator=(const HashedOutput&) = delete;

    /// An archive that writes a zstd-packed tar here.
    WriteArchive openTar();
    /// Behind the archive's end: everything is on the disk, then under the file's own name.
    void commit();
    std::uint64_t bytes() const { return m_bytes; }
    std::string sha256() { return m_hash.finish(); }

private:
    bool giveName();
    static la_ssize_t writeMore(archive* writer, void* self, const void* data, std::size_t size);

    const std::filesystem::path m_file, m_making;
    Fd m_fd;
    bool m_nameless = false;
    Sha256 m_hash;
    std::uint64_t m_bytes = 0;
};

} // namespace agentarium::recordings
