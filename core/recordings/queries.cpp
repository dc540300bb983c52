// SPDX-License-Identifier: Apache-2.0
#include "core/recordings/queries.h"

#include "core/events/schema.h"

#include <algorithm>
#include <limits>

namespace agentarium::recordings {

namespace {

constexpr const char* kBlobs = R"sql(
SELECT DISTINCT blob FROM events WHERE recording = (SELECT id FROM recordings WHERE recording_id = ?1)
  AND blob IS NOT NULL AND blob > ?2 AND seq <= ?3 ORDER BY blob LIMIT 1000)sql";

constexpr const char* kAllBlobs = R"sql(
SELECT DISTINCT e.blob FROM events e JOIN recordings r ON r.id = e.recording
WHERE e.blob IS NOT NULL AND e.blob > ?1 AND r.ended_ns >= 0 ORDER BY e.blob LIMIT 1000)sql";

constexpr const char* kNamed = R"sql(
SELECT 1 FROM events e WHERE e.blob = ?1 AND e.blob IS NOT NULL
  AND e.recording IS NOT (SELECT id FROM recordings WHERE recording_id = ?2) LIMIT 1)sql";

std::vector<std::string> allOf(events::Statement& query) {
    std::vector<std::string> texts;
    while (query.step())
        texts.push_back(query.text(0));
    query.reset();
    return texts;
}

} // namespace

Queries::Queries(const std::filesystem::path& journal)
    : m_database(events::openForReading(journal))
    , m_blobs(*m_database, kBlobs)
    , m_allBlobs(*m_database, kAllBlobs)
    , m_named(*m_database, kNamed) {}

std::vector<std::string> Queries::blobs(const std::string& recordingId, const std::string& after,
                                        std::uint64_t lastSeq) {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    m_blobs.bind(1, recordingId).bind(2, after).bind(3, static_cast<std::int64_t>(std::min(lastSeq, most)));
    return allOf(m_blobs);
}

std::vector<std::string> Queries::allBlobs(const std::string& after) {
    m_allBlobs.bind(1, after);
    return allOf(m_allBlobs);
}

bool Queries::isNamed(const std::string& sha256, const std::string& exceptRecordingId) {
    m_named.bind(1, sha256).bind(2, exceptRecordingId);
    const bool named = m_named.step();
    m_named.reset();
    return named;
}

std::vector<std::string> Queries::hidden() {
    events::Statement query(*m_database, "SELECT recording_id FROM recordings WHERE ended_ns < 0");
    return allOf(query);
}

std::vector<Queries::Numbers> Queries::numbers() {
    events::Statement query(*m_database,
                            "SELECT r.recording_id, count(e.seq), min(e.seq), max(e.seq) FROM recordings r"
                            " LEFT JOIN events e ON e.recording = r.id WHERE r.ended_ns >= 0 GROUP BY r.id");
    std::vector<Numbers> rows;
    while (query.step())
        rows.push_back({query.text(0), static_cast<std::uint64_t>(query.number(1)),
                        static_cast<std::uint64_t>(query.number(2)),
                        static_cast<std::uint64_t>(query.number(3))});
    return rows;
}

} // namespace agentarium::recordings
