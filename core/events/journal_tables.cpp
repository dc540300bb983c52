// SPDX-License-Identifier: Apache-2.0
#include "core/events/journal_tables.h"

#include <spdlog/spdlog.h>

namespace agentarium::events {

namespace {

/// Agents print what they like: a byte that is no UTF-8 must not stop the journal.
std::string dump(const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

constexpr std::size_t kRowsKept = 4096;

} // namespace

JournalTables::JournalTables(Database& database)
    : m_database(database)
    , m_begin(
          database,
          "INSERT INTO recordings (recording_id, session_id, agent, version, started_ns, ended_ns, summary)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
    , m_append(database, "INSERT INTO events (recording, seq, t_ns, wall_ns, kind, body, blob)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
    , m_update(database,
               "UPDATE recordings SET summary = ?2,"
               " ended_ns = CASE WHEN ended_ns = 0 THEN ?3 ELSE ended_ns END WHERE recording_id = ?1")
    , m_hide(database, "UPDATE recordings SET ended_ns = -1 WHERE recording_id = ?1 AND ended_ns <> 0")
    , m_find(database, "SELECT id FROM recordings WHERE recording_id = ?1 AND ended_ns >= 0") {}

void JournalTables::write(std::span<const JournalOp> ops) {
    try {
        m_database.execute("BEGIN IMMEDIATE");
        for (const JournalOp& op : ops) {
            try {
                std::visit([this](const auto& one) { write(one); }, op);
            } catch (const SqlError& error) {
                if (!error.isConstraint()) throw;
                spdlog::error("journal: a row was left out: {}", error.what());
            }
        }
        m_database.execute("COMMIT");
    } catch (...) {
        m_database.rollBack();
        m_rows.clear();
        throw;
    }
}

void JournalTables::write(const BeginOp& op) {
    const std::string summary = dump(op.row.summary);
    m_begin.bind(1, op.row.recordingId)
        .bind(2, op.row.sessionId)
        .bind(3, op.row.agent)
        .bind(4, op.row.version);
    m_begin.bind(5, op.row.startedNs).bind(6, op.row.endedNs).bind(7, summary).run();
    if (m_rows.size() >= kRowsKept) m_rows.clear();
    m_rows[op.row.recordingId] = m_database.lastRowId();
}

void JournalTables::write(const AppendOp& op) {
    const Event& event = op.event;
    const std::string body = dump(event.body);
    m_append.bind(1, rowOf(event.recordingId))
        .bind(2, static_cast<std::int64_t>(event.seq))
        .bind(3, event.tNs);
    m_append.bind(4, event.wallNs).bind(5, event.kind).bind(6, body);
    if (event.blob.empty())
        m_append.bindNull(7);
    else
        m_append.bind(7, event.blob);
    m_append.run();
}

void JournalTables::write(const UpdateOp& op) {
    const std::string summary = dump(op.summary);
    m_update.bind(1, op.recordingId).bind(2, summary).bind(3, op.endedNs).run();
}

void JournalTables::write(const HideOp& op) {
    m_hide.bind(1, op.recordingId).run();
    // Its row number may be given to another recording.
    m_rows.erase(op.recordingId);
}

std::int64_t JournalTables::rowOf(const std::string& recordingId) {
    if (const auto known = m_rows.find(recordingId); known != m_rows.end()) return known->second;
    m_find.bind(1, recordingId);
    const bool found = m_find.step();
    const std::int64_t row = found ? m_find.number(0) : 0;
    m_find.reset();
    if (!found) throw SqlError(kConstraint, "there is no recording " + recordingId);
    if (m_rows.size() >= kRowsKept) m_rows.clear();
    m_rows[recordingId] = row;
    return row;
}

} // namespace agentarium::events
