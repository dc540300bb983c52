// SPDX-License-Identifier: Apache-2.0
#include "core/events/journal_reader.h"

#include "core/contract/error.h"
#include "core/events/schema.h"

#include <algorithm>
#include <limits>

namespace agentarium::events {

namespace {

constexpr const char* kEvents = R"sql(
SELECT e.seq, e.t_ns, e.wall_ns, e.kind, e.body, e.blob FROM events e
WHERE e.recording = (SELECT id FROM recordings WHERE recording_id = ?1) AND e.seq >= ?2
  AND substr(e.kind, 1, length(?3)) = ?3
ORDER BY e.seq LIMIT ?4)sql";

#define ROW_COLUMNS                                                                                          \
    "SELECT r.session_id, r.recording_id, r.agent, r.version, r.started_ns, r.ended_ns, r.summary,"          \
    " (SELECT max(seq) FROM events WHERE recording = r.id) FROM recordings r "

constexpr const char* kAll =
    ROW_COLUMNS "WHERE r.ended_ns >= 0 ORDER BY r.started_ns DESC, r.id DESC LIMIT ?1";
constexpr const char* kLive =
    ROW_COLUMNS "WHERE r.ended_ns = 0 ORDER BY r.started_ns DESC, r.id DESC LIMIT ?1";
constexpr const char* kByRecording = ROW_COLUMNS "WHERE r.recording_id = ?1 AND r.ended_ns >= 0";
/// The live one first: an imported recording may be of a later time.
constexpr const char* kBySession = ROW_COLUMNS "WHERE r.session_id = ?1 AND r.ended_ns >= 0"
                                               " ORDER BY r.ended_ns = 0 DESC, r.started_ns DESC, r.id DESC"
                                               " LIMIT 1";

#undef ROW_COLUMNS

std::int64_t asLimit(std::uint64_t value) {
    return static_cast<std::int64_t>(
        std::min<std::uint64_t>(value, std::numeric_limits<std::int64_t>::max()));
}

nlohmann::json parsed(const std::string& text, nlohmann::json fallback) {
    nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
    return json.is_discarded() ? fallback : json;
}

SessionRow rowOf(const Statement& statement) {
    SessionRow row;
    row.sessionId = statement.text(0);
    row.recordingId = statement.text(1);
    row.agent = statement.text(2);
    row.version = static_cast<int>(statement.number(3));
    row.startedNs = statement.number(4);
    row.endedNs = statement.number(5);
    row.summary = parsed(statement.text(6), nullptr);
    row.lastSeq = static_cast<std::uint64_t>(statement.number(7));
    return row;
}

template <class F>
auto explained(const std::filesystem::path& file, F query) {
    try {
        return query();
    } catch (const SqlError& error) {
        throw Error(ErrorKind::RuntimeFailed,
                    "The journal " + file.string() + " cannot be read: " + error.what() + ".",
                    "Start the daemon again; a damaged journal is then set aside.");
    }
}

} // namespace

JournalReader::JournalReader(std::filesystem::path file)
    : m_file(std::move(file)), m_database(openForReading(m_file)) {}

std::vector<Event> JournalReader::events(const std::string& recordingId, std::uint64_t from,
                                         std::size_t limit, const std::string& kindPrefix) {
    return explained(m_file, [&] {
        Statement query(*m_database, kEvents);
        query.bind(1, recordingId).bind(2, asLimit(from)).bind(3, kindPrefix).bind(4, asLimit(limit));
        std::vector<Event> events;
        while (query.step()) {
            Event event;
            event.recordingId = recordingId;
            event.seq = static_cast<std::uint64_t>(query.number(0));
            event.tNs = query.number(1);
            event.wallNs = query.number(2);
            event.kind = query.text(3);
            event.body = parsed(query.text(4), nlohmann::json::object());
            event.blob = query.text(5);
            events.push_back(std::move(event));
        }
        return events;
    });
}

std::vector<SessionRow> JournalReader::sessions(bool liveOnly, std::size_t limit) {
    return explained(m_file, [&] {
        Statement query(*m_database, liveOnly ? kLive : kAll);
        query.bind(1, asLimit(limit));
        std::vector<SessionRow> rows;
        while (query.step())
            rows.push_back(rowOf(query));
        return rows;
    });
}

std::optional<SessionRow> JournalReader::find(const std::string& sessionOrRecordingId) {
    return explained(m_file, [&]() -> std::optional<SessionRow> {
        for (const char* sql : {kByRecording, kBySession}) {
            Statement query(*m_database, sql);
            query.bind(1, sessionOrRecordingId);
            if (query.step()) return rowOf(query);
        }
        return std::nullopt;
    });
}

} // namespace agentarium::events
