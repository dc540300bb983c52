// SPDX-License-Identifier: Apache-2.0
#include "core/recordings/removal.h"

#include "core/base/hash.h"
#include "core/recordings/queries.h"

#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <limits>

namespace agentarium::recordings {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kTogether = 1000;
const fs::file_time_type kProgramBegan = fs::file_time_type::clock::now();

/// Those of `digests` that no event of another recording names; see BlobFolder for the order of things.
std::size_t removeUnnamed(const Place& place, const std::vector<std::string>& digests,
                          const std::string& recordingId, jobs::JobContext& job) {
    Queries queries(place.journal);
    std::vector<std::string> doomed;
    for (const std::string& digest : digests) {
        if (queries.isNamed(digest, recordingId)) continue;
        if (place.blobs->doom(digest)) doomed.push_back(digest);
    }
    if (doomed.empty()) return 0;
    place.flush([&] { job.checkCancelled(); });
    std::size_t removed = 0;
    for (const std::string& digest : doomed) {
        if (queries.isNamed(digest, recordingId))
            place.blobs->spare(digest);
        else
            removed += place.blobs->removeDoomed(digest) ? 1 : 0;
    }
    return removed;
}

/// Payloads on the disk, older than this process, in pieces. The sooner ones belong to requests under way.
void eachOldBlob(const Place& place, const std::function<void(const std::string&)>& take) {
    std::error_code ec;
    for (const auto& folder : fs::directory_iterator(place.blobs->path(), ec)) {
        if (folder.path() == place.blobs->partial()) continue;
        for (const auto& file : fs::directory_iterator(folder.path(), ec)) {
            const std::string name = file.path().filename().string();
            std::error_code gone;
            if (isSha256(name) && fs::last_write_time(file.path(), gone) < kProgramBegan && !gone) take(name);
        }
    }
}

/// True while there may be more.
bool removeSomeEvents(events::Database& database, const std::string& recordingId) {
    // The row goes with the last events: until then an interrupted removal is found again.
    database.execute("BEGIN IMMEDIATE");
    try {
        events::Statement events(
            database,
            "DELETE FROM events WHERE recording = (SELECT id FROM recordings WHERE recording_id = ?1)"
            " AND seq <= (SELECT min(seq) + 1999 FROM events WHERE recording ="
            " (SELECT id FROM recordings WHERE recording_id = ?1)) RETURNING 1");
        events.bind(1, recordingId);
        bool some = false;
        while (events.step())
            some = true;
        if (!some) {
            events::Statement row(database,
                                  "DELETE FROM recordings WHERE recording_id = ?1 AND ended_ns < 0");
            row.bind(1, recordingId).run();
        }
        database.execute("COMMIT");
        return some;
    } catch (...) {
        database.rollBack();
        throw;
    }
}

} // namespace

void removeHidden(const Place& place, const std::string& recordingId, jobs::JobContext& job) {
    Queries queries(place.journal);
    for (std::string after;;) {
        const auto page = queries.blobs(recordingId, after, std::numeric_limits<std::uint64_t>::max());
        if (page.empty()) break;
        removeUnnamed(place, page, recordingId, job);
        after = page.back();
    }
    events::Database database(place.journal);
    database.execute("PRAGMA synchronous = FULL");
    while (removeSomeEvents(database, recordingId))
        job.checkCancelled();
}

bool needsTidying(const Place& place) {
    Queries queries(place.journal);
    if (!queries.hidden().empty()) return true;
    bool found = false;
    eachOldBlob(place, [&](const std::string& digest) { found = found || !queries.isNamed(digest); });
    return found;
}

std::vector<std::string> tidyUp(const Place& place, jobs::JobContext& job) {
    std::vector<std::string> report;
    for (const std::string& recordingId : Queries(place.journal).hidden()) {
        removeHidden(place, recordingId, job);
        report.push_back(fmt::format("What was left of the recording {} was removed.", recordingId));
    }
    std::size_t removed = 0;
    std::vector<std::string> some;
    eachOldBlob(place, [&](const std::string& digest) {
        some.push_back(digest);
        if (some.size() < kTogether) return;
        removed += removeUnnamed(place, some, {}, job);
        some.clear();
    });
    removed += removeUnnamed(place, some, {}, job);
    if (removed > 0) report.push_back(fmt::format("{} payloads that no event names were removed.", removed));
    return report;
}

} // namespace agentarium::recordings
