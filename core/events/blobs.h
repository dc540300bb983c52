// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"
#include "core/events/blob_folder.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace agentarium::events {

/// One payload being recorded. Bytes go to a pool thread; `write` waits only when more than 4 MB are queued.
/// While it grows it can be read under its partial name; destroying it unfinished removes it.
class BlobWriter {
public:
    virtual ~BlobWriter() = default;
    virtual Task<void> write(std::vector<std::byte> bytes) = 0;
    /// Hashes, renames into place and returns the reference.
    virtual Task<BlobRef> finish() = 0;
};

/// Content-addressed payloads: home/blobs/ab/abcdef…; partial ones in home/blobs/partial.
class BlobStore {
public:
    BlobStore(asio::thread_pool& pool, const std::filesystem::path& home);
    ~BlobStore();

    /// `partialName` is unique among those being written, for example "<invocationId>.response".
    std::unique_ptr<BlobWriter> create(const std::string& partialName);
    /// At most `length` bytes from `offset`, of a finished blob by digest or of one being written by its
    /// name. Throws Error(NotFound).
    Task<std::vector<std::byte>> read(std::string digestOrPartialName, std::uint64_t offset,
                                      std::size_t length);
    Task<std::uint64_t> size(std::string digestOrPartialName);
    /// Where finished payloads are, for those who bring or remove them.
    const std::shared_ptr<BlobFolder>& folder() const;

private:
    class Impl;
    std::shared_ptr<Impl> m_impl;
};

} // namespace agentarium::events
