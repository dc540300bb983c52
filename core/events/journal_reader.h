// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/database.h"
#include "core/events/event.h"
#include "core/events/session_row.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::events {

/// Queries on committed events. Blocks; used by one thread at a time. Throws Error(RuntimeFailed).
class JournalReader {
public:
    explicit JournalReader(std::filesystem::path file);

    std::vector<Event> events(const std::string& recordingId, std::uint64_t from, std::size_t limit,
                              const std::string& kindPrefix);
    std::vector<SessionRow> sessions(bool liveOnly, std::size_t limit);
    std::optional<SessionRow> find(const std::string& sessionOrRecordingId);

private:
    std::filesystem::path m_file;
    std::unique_ptr<Database> m_database;
};

} // namespace agentarium::events
