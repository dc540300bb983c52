// SPDX-License-Identifier: Apache-2.0
#include "core/recordings/journal_check.h"

#include "core/base/hash.h"
#include "core/contract/error.h"
#include "core/events/schema.h"
#include "core/recordings/queries.h"

#include <fmt/format.h>

namespace agentarium::recordings {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxProblems = 100;

class Check {
public:
    Check(const Place& place, jobs::JobContext& job) : m_place(place), m_job(job), m_queries(place.journal) {}

    nlohmann::json run() {
        m_job.phase("database");
        checkDatabase();
        m_job.phase("events");
        checkNumbers();
        m_job.phase("payloads");
        checkBlobs();
        return {{"ok", m_found == 0},    {"recordings", m_recordings}, {"events", m_events},
                {"blobs", m_blobs},      {"bytes", m_bytes},           {"unnamed", unnamed()},
                {"problems", m_problems}};
    }

private:
    void problem(const std::string& sentence) {
        if (++m_found <= kMaxProblems) m_problems.push_back(sentence);
    }

    void checkDatabase() {
        const auto database = events::openForReading(m_place.journal);
        const std::string verdict = database->text("PRAGMA quick_check(1)");
        if (verdict != "ok") problem(fmt::format("The journal's database is damaged: {}.", verdict));
        const auto backwards = database->number(
            "SELECT count(*) FROM events e JOIN events n ON n.recording = e.recording AND n.seq = e.seq + 1"
            " WHERE n.t_ns < e.t_ns");
        if (backwards > 0) problem(fmt::format("{} events are older than the one before.", backwards));
        const auto strays = database->number(
            "SELECT count(*) FROM events WHERE recording NOT IN (SELECT id FROM recordings)");
        if (strays > 0) problem(fmt::format("{} events belong to no recording.", strays));
    }

    void checkNumbers() {
        for (const Queries::Numbers& row : m_queries.numbers()) {
            m_job.checkCancelled();
            ++m_recordings;
            m_events += row.events;
            if (row.events > 0 && (row.first != 1 || row.last != row.events))
                problem(fmt::format("The recording {} has {} events with the numbers {} to {}.",
                                    row.recordingId, row.events, row.first, row.last));
        }
    }

    void checkBlobs() {
        for (std::string after;;) {
            const auto page = m_queries.allBlobs(after);
            if (page.empty()) return;
            for (const std::string& digest : page)
                checkBlob(digest);
            after = page.back();
        }
    }

    void checkBlob(const std::string& digest) {
        m_job.checkCancelled();
        m_job.progress(std::nullopt, digest.substr(0, 12));
        ++m_blobs;
        std::string why;
        const fs::path path = m_place.blobs->of(digest);
        std::error_code ec;
        const auto size = fs::file_size(path, ec);
        if (ec)
            why = "is missing";
        else if (sha256Of(path) != digest)
            why = "has another content than its digest tells";
        else
            m_bytes += size;
        // It may have been deleted with its recording meanwhile.
        if (!why.empty() && m_queries.isNamed(digest))
            problem(fmt::format("The payload {} {}.", digest, why));
    }

    static std::string sha256Of(const fs::path& path) {
        try {
            return sha256OfFile(path);
        } catch (const Error&) {
            return {};
        }
    }

    std::uint64_t unnamed() {
        std::uint64_t count = 0;
        std::error_code ec;
        for (const auto& folder : fs::directory_iterator(m_place.blobs->path(), ec)) {
            if (folder.path() == m_place.blobs->partial()) continue;
            for (const auto& file : fs::directory_iterator(folder.path(), ec))
                if (!m_queries.isNamed(file.path().filename().string())) ++count;
        }
        return count;
    }

    const Place& m_place;
    jobs::JobContext& m_job;
    Queries m_queries;
    nlohmann::json m_problems = nlohmann::json::array();
    std::size_t m_found = 0;
    std::uint64_t m_recordings = 0, m_events = 0, m_blobs = 0, m_bytes = 0;
};

} // namespace

nlohmann::json checkJournal(const Place& place, jobs::JobContext& job) {
    return Check(place, job).run();
}

} // namespace agentarium::recordings
