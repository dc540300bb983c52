// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/database.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace agentarium::recordings {

/// What the journal knows of recordings as wholes. A connection of its own: for one thread. Blocks; throws
/// events::SqlError.
class Queries {
public:
    explicit Queries(const std::filesystem::path& journal);

    /// The next digests behind `after` that the events up to `lastSeq` name, in their order, at most a
    /// thousand.
    std::vector<std::string> blobs(const std::string& recordingId, const std::string& after,
                                   std::uint64_t lastSeq);
    /// The same of all recordings that readers see.
    std::vector<std::string> allBlobs(const std::string& after);
    /// An event of a recording other than `exceptRecordingId` names it.
    bool isNamed(const std::string& sha256, const std::string& exceptRecordingId = {});
    /// Recordings whose import or removal was interrupted, when none of these runs.
    std::vector<std::string> hidden();

    struct Numbers {
        std::string recordingId;
        std::uint64_t events = 0, first = 0, last = 0;
    };
    /// Of the recordings that readers see.
    std::vector<Numbers> numbers();

private:
    std::unique_ptr<events::Database> m_database;
    events::Statement m_blobs, m_allBlobs, m_named;
};

} // namespace agentarium::recordings
