// SPDX-License-Identifier: Apache-2.0
#include "core/recordings/importer.h"

#include "core/base/files.h"
#include "core/base/ids.h"
#include "core/contract/error.h"
#include "core/events/database.h"
#include "core/events/session_row.h"
#include "core/projection/session_view.h"
#include "core/recordings/removal.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace agentarium::recordings {

namespace fs = std::filesystem;

namespace {

/// Written together: a commit that the journal's own writer hardly notices.
constexpr std::size_t kTogether = 1000;
/// What an import leaves free: the journal of living sessions needs the disk too.
constexpr std::uint64_t kLeaveFree = 64 * 1024 * 1024;

class Importer : public PackageVisitor {
public:
    Importer(const Place& place, jobs::JobContext& job)
        : m_place(place)
        , m_job(job)
        , m_database(place.journal)
        , m_partial(place.blobs->partial() / ("import-" + makeHexId())) {
        m_database.execute("PRAGMA synchronous = FULL");
    }

    ~Importer() override {
        std::error_code ec;
        fs::remove(m_partial, ec);
        if (m_manifest.recordingId.empty() || m_kept) return;
        m_database.rollBack();
        try {
            // Without the job: it may be the cancelled one that ended the import.
            jobs::SilentJob silent;
            removeHidden(m_place, m_manifest.recordingId, silent);
        } catch (const std::exception& error) {
            spdlog::error("recordings: what was left of an import is removed at the next start: {}",
                          error.what());
        }
    }

    void manifest(const Manifest& manifest) override {
        std::error_code ec;
        const auto space = fs::space(m_place.journal.parent_path(), ec);
        // Rows and their index take up to twice the lines' size.
        const std::uint64_t room = ec || space.available < kLeaveFree ? 0 : space.available - kLeaveFree;
        if (manifest.eventBytes > room / 2 || manifest.blobBytes > room - 2 * manifest.eventBytes)
            throw Error(ErrorKind::RuntimeFailed,
                        fmt::format("The recording needs about {} MB and the disk has {} MB left for it.",
                                    (2 * manifest.eventBytes + manifest.blobBytes) / 1000000, room / 1000000),
                        "Free some disk space.");
        try {
            events::Statement row(m_database,
                                  "INSERT INTO recordings (recording_id, session_id, agent, version,"
                                  " started_ns, ended_ns) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
            row.bind(1, manifest.recordingId).bind(2, manifest.sessionId).bind(3, manifest.agent);
            row.bind(4, manifest.version).bind(5, manifest.startedNs).bind(6, events::kHidden).run();
        } catch (const events::SqlError& error) {
            if (!error.isConstraint()) throw;
            throw Error(
                ErrorKind::Conflict, hereAlready(manifest),
                "Delete that one first, with `agentariumctl recordings delete ID`, if this file shall "
                "take its place.");
        }
        m_row = m_database.lastRowId();
        m_manifest = manifest;
    }

    void event(const events::Event& event) override {
        m_lastWallNs = event.wallNs;
        m_view.apply(event.toJson());
        m_waiting.push_back(event);
        if (m_waiting.size() >= kTogether) writeWaiting();
    }

    void eventsEnd() override { writeWaiting(); }

    void blobBegin(const std::string&) override {
        m_fd.reset(::open(m_partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        if (!m_fd) fail(errno);
    }

    void blobBytes(std::span<const std::byte> bytes) override {
        if (!writeAll(m_fd.get(), bytes.data(), bytes.size())) fail(errno);
    }

    /// The events that name it are committed: whoever removes payloads finds it named.
    void blobEnd(const std::string& sha256) override {
        m_fd.reset();
        if (const std::error_code ec = m_place.blobs->place(m_partial, sha256)) fail(ec.value());
        m_place.blobs->settle(sha256);
    }

    /// All of it was read and is sound.
    void keep(const PackageSummary& summary) {
        nlohmann::json view = m_view.toJson(m_lastWallNs);
        view["recordingId"] = m_manifest.recordingId;
        view["sessionId"] = m_manifest.sessionId;
        view["agent"] = m_manifest.agent;
        view["imported"] = {{"bytes", summary.fileBytes}, {"sha256", summary.fileSha256}};
        view["complete"] = m_manifest.complete;
        if (!m_manifest.complete) {
            view["state"] = "Terminated";
            view["cause"] = "recordingEnds";
            view["reason"] = "The recording ends here: it was exported while its session lived.";
            view["endedAt"] = nullptr;
            view["idleSince"] = nullptr;
            view["inFlight"] = 0;
        }
        const std::string text = view.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        const std::int64_t ended =
            m_manifest.complete ? m_manifest.endedNs : std::max<std::int64_t>(1, m_lastWallNs);
        events::Statement row(m_database, "UPDATE recordings SET ended_ns = ?2, summary = ?3 WHERE id = ?1");
        row.bind(1, m_row).bind(2, ended).bind(3, text).run();
        m_kept = true;
    }

private:
    [[noreturn]] void fail(int error) const {
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("A payload of the recording cannot be written: {}.", std::strerror(error)),
                    "Check the free disk space.");
    }

    std::string hereAlready(const Manifest& manifest) {
        events::Statement ended(m_database, "SELECT ended_ns FROM recordings WHERE recording_id = ?1");
        ended.bind(1, manifest.recordingId);
        if (ended.step() && ended.number(0) < 0)
            return fmt::format("The recording {} is being imported or deleted.", manifest.recordingId);
        return fmt::format("The recording {} of session {} is here already.", manifest.recordingId,
                           manifest.sessionId);
    }

    void writeWaiting() {
        if (m_waiting.empty()) return;
        m_job.checkCancelled();
        m_database.execute("BEGIN IMMEDIATE");
        events::Statement row(m_database,
                              "INSERT INTO events (recording, seq, t_ns, wall_ns, kind, body, blob)"
                              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        for (const events::Event& event : m_waiting) {
            const std::string body =
                event.body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
            row.bind(1, m_row).bind(2, static_cast<std::int64_t>(event.seq)).bind(3, event.tNs);
            row.bind(4, event.wallNs).bind(5, event.kind).bind(6, body);
            event.blob.empty() ? row.bindNull(7) : row.bind(7, event.blob);
            row.run();
        }
        m_database.execute("COMMIT");
        m_waiting.clear();
    }

    const Place& m_place;
    jobs::JobContext& m_job;
    events::Database m_database;
    const fs::path m_partial;
    Fd m_fd;
    Manifest m_manifest; ///< empty until its row is in the journal
    std::int64_t m_row = 0;
    std::int64_t m_lastWallNs = 0;
    std::vector<events::Event> m_waiting;
    projection::SessionView m_view{1};
    bool m_kept = false;
};

} // namespace

PackageSummary importRecording(const Place& place, const fs::path& file, jobs::JobContext& job) {
    try {
        Importer importer(place, job);
        PackageSummary summary = readPackage(file, importer, job);
        importer.keep(summary);
        return summary;
    } catch (const events::SqlError& error) {
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("The recording cannot be written to the journal: {}.", error.what()),
                    "Check the free disk space.");
    }
}

} // namespace agentarium::recordings
