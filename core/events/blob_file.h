// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/events/blob_folder.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace agentarium::events {

/// At most `length` bytes from `offset`; fewer at the end. Blocks. Throws Error(RuntimeFailed).
std::vector<std::byte> readRange(const std::filesystem::path& file, std::uint64_t offset, std::size_t length);

/// The file of one payload that grows. All calls block and come one after the other, from pool threads. The
/// file is made by the first write; a disk that refuses it is remembered and said by finish().
class BlobFile {
public:
    BlobFile(std::shared_ptr<BlobFolder> folder, std::filesystem::path partial);
    /// Removes the partial file when it was not finished.
    ~BlobFile();

    void write(std::span<const std::byte> bytes);
    /// Moves it to its place by digest; a payload that is there already is kept once. Throws
    /// Error(RuntimeFailed).
    BlobRef finish();
    std::uint64_t size() const { return m_bytes; }
    /// Where its bytes are now.
    const std::filesystem::path& readable() const { return m_finished ? m_final : m_partial; }

private:
    bool open();
    void fail(int error);

    const std::shared_ptr<BlobFolder> m_folder;
    const std::filesystem::path m_partial;
    std::filesystem::path m_final;
    Fd m_fd;
    Sha256 m_hash;
    std::uint64_t m_bytes = 0;
    std::optional<std::string> m_failure;
    bool m_finished = false;
};

} // namespace agentarium::events
