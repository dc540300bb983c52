// SPDX-License-Identifier: Apache-2.0
#include "core/recordings/recording_store.h"

#include "core/contract/error.h"
#include "core/contract/iso_time.h"
#include "core/events/database.h"
#include "core/recordings/exporter.h"
#include "core/recordings/importer.h"
#include "core/recordings/journal_check.h"
#include "core/recordings/queries.h"
#include "core/recordings/removal.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <limits>

namespace agentarium::recordings {

namespace fs = std::filesystem;

namespace {

/// What SQLite says is told as our own error.
template <class Work>
auto withOurErrors(Work work) {
    try {
        return work();
    } catch (const events::SqlError& error) {
        throw Error(ErrorKind::RuntimeFailed, fmt::format("The journal refuses: {}.", error.what()),
                    "Check the free disk space; `agentariumctl verify` looks at the whole journal.");
    }
}

} // namespace

/// Keeps a recording from being removed.
class RecordingStore::InUse {
public:
    InUse(RecordingStore& store, std::string id) : m_store(store), m_id(std::move(id)) {
        const std::lock_guard lock(m_store.m_mutex);
        ++m_store.m_inUse[m_id];
    }
    ~InUse() {
        const std::lock_guard lock(m_store.m_mutex);
        if (--m_store.m_inUse[m_id] == 0) m_store.m_inUse.erase(m_id);
    }
    InUse(const InUse&) = delete;
    InUse& operator=(const InUse&) = delete;

private:
    RecordingStore& m_store;
    const std::string m_id;
};

nlohmann::json RecordingStore::list(const std::vector<events::SessionRow>& rows) const {
    return withOurErrors([&] {
        nlohmann::json list = nlohmann::json::array();
        Queries queries(m_place.journal);
        for (const events::SessionRow& row : rows) {
            std::uint64_t blobs = 0, bytes = 0;
            for (std::string after;;) {
                const auto page =
                    queries.blobs(row.recordingId, after, std::numeric_limits<std::uint64_t>::max());
                if (page.empty()) break;
                for (const std::string& digest : page) {
                    std::error_code ec;
                    const auto size = fs::file_size(m_place.blobs->of(digest), ec);
                    bytes += ec ? 0 : size;
                }
                blobs += page.size();
                after = page.back();
            }
            const bool imported = row.summary.is_object() && row.summary.contains("imported");
            nlohmann::json json{
                {"recordingId", row.recordingId},
                {"sessionId", row.sessionId},
                {"agent", row.agent},
                {"version", row.version},
                {"startedAt", contract::toIsoTime(row.startedNs)},
                {"endedAt", nullptr},
                {"live", row.endedNs == 0},
                {"imported", imported},
                {"complete", imported ? row.summary["complete"] : nlohmann::json(row.endedNs != 0)},
                {"events", row.lastSeq},
                {"blobs", blobs},
                {"bytes", bytes},
                {"sha256", nullptr}};
            if (row.endedNs > 0) json["endedAt"] = contract::toIsoTime(row.endedNs);
            if (imported) json["sha256"] = row.summary["imported"]["sha256"];
            list.push_back(std::move(json));
        }
        return list;
    });
}

nlohmann::json RecordingStore::exportTo(const events::SessionRow& row, const fs::path& file,
                                        jobs::JobContext& job) {
    const InUse using_(*this, row.recordingId);
    return withOurErrors([&] {
        nlohmann::json result = exportRecording(m_place, row, file, job).toJson();
        result["file"] = file.string();
        return result;
    });
}

nlohmann::json RecordingStore::import(const fs::path& file, jobs::JobContext& job) {
    job.phase("import");
    return withOurErrors([&] { return importRecording(m_place, file, job).toJson(); });
}

nlohmann::json RecordingStore::verifyFile(const fs::path& file, jobs::JobContext& job) const {
    job.phase("verify");
    return withOurErrors([&] {
        PackageVisitor nobody;
        nlohmann::json result = readPackage(file, nobody, job).toJson();
        result["ok"] = true;
        return result;
    });
}

nlohmann::json RecordingStore::verifyJournal(jobs::JobContext& job) const {
    return withOurErrors([&] { return checkJournal(m_place, job); });
}

void RecordingStore::requireRemovable(const events::SessionRow& row) const {
    if (row.endedNs == 0)
        throw Error(ErrorKind::Conflict, fmt::format("The session {} still lives.", row.sessionId),
                    fmt::format("Stop it first: agentariumctl session stop {}", row.sessionId));
    const std::lock_guard lock(m_mutex);
    if (m_inUse.count(row.recordingId))
        throw Error(ErrorKind::Conflict, fmt::format("The recording {} is being exported.", row.recordingId),
                    "Wait until that has ended.");
}

nlohmann::json RecordingStore::remove(const events::SessionRow& row, jobs::JobContext& job) {
    job.phase("remove");
    return withOurErrors([&] {
        removeHidden(m_place, row.recordingId, job);
        return nlohmann::json{
            {"recordingId", row.recordingId}, {"sessionId", row.sessionId}, {"events", row.lastSeq}};
    });
}

bool RecordingStore::needsTidying() const {
    return withOurErrors([&] { return recordings::needsTidying(m_place); });
}

nlohmann::json RecordingStore::tidyUp(jobs::JobContext& job) {
    return withOurErrors([&] {
        const auto report = recordings::tidyUp(m_place, job);
        for (const std::string& line : report)
            spdlog::info("recordings: {}", line);
        return nlohmann::json{{"removed", report}};
    });
}

} // namespace agentarium::recordings
