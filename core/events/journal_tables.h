// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/database.h"
#include "core/events/journal_op.h"

#include <span>
#include <unordered_map>

namespace agentarium::events {

/// Writes operations into the tables. On the writer's thread.
class JournalTables {
public:
    explicit JournalTables(Database& database);

    /// All of `ops` in one transaction, or none: then it throws SqlError and everything is as before.
    /// A single row the tables do not take (it is there twice, or its recording is unknown) is logged and
    /// left out.
    void write(std::span<const JournalOp> ops);

private:
    void write(const BeginOp& op);
    void write(const AppendOp& op);
    void write(const UpdateOp& op);
    void write(const FlushOp&) {}
    void write(const HideOp& op);
    std::int64_t rowOf(const std::string& recordingId);

    Database& m_database;
    Statement m_begin, m_append, m_update, m_hide, m_find;
    std::unordered_map<std::string, std::int64_t> m_rows; ///< recording id to row
};

} // namespace agentarium::events
