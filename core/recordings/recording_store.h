// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/session_row.h"
#include "core/jobs/job.h"
#include "core/recordings/place.h"

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace agentarium::recordings {

/// The recordings of a data folder: what `recordings`, `export`, `import` and `verify` do. Everything blocks
/// and may be used from several threads. Throws Error.
class RecordingStore {
public:
    explicit RecordingStore(Place place) : m_place(std::move(place)) {}

    /// docs/api.md's Recording objects.
    nlohmann::json list(const std::vector<events::SessionRow>& rows) const;
    /// `row` as of now: events appended later are not in the file.
    nlohmann::json exportTo(const events::SessionRow& row, const std::filesystem::path& file,
                            jobs::JobContext& job);
    nlohmann::json import(const std::filesystem::path& file, jobs::JobContext& job);
    nlohmann::json verifyFile(const std::filesystem::path& file, jobs::JobContext& job) const;
    nlohmann::json verifyJournal(jobs::JobContext& job) const;
    /// Throws Conflict while the recording's session lives or the recording is being exported.
    void requireRemovable(const events::SessionRow& row) const;
    /// Behind Journal::hide().
    nlohmann::json remove(const events::SessionRow& row, jobs::JobContext& job);

    /// At the daemon's start: something is left of what another one did not finish.
    bool needsTidying() const;
    nlohmann::json tidyUp(jobs::JobContext& job);

private:
    class InUse;

    const Place m_place;
    mutable std::mutex m_mutex;
    std::map<std::string, int> m_inUse; ///< recordings being exported
};

} // namespace agentarium::recordings
