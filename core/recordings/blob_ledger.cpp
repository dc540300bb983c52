// SPDX-License-Identifier: Apache-2.0
#include "core/recordings/blob_ledger.h"

namespace agentarium::recordings {

namespace {

/// A file without a name, gone with its connection; whether it survives a crash does not matter.
events::Database& prepared(events::Database& database) {
    database.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                     "CREATE TABLE named (sha256 TEXT PRIMARY KEY, came INTEGER NOT NULL) WITHOUT ROWID;"
                     "CREATE INDEX absent ON named (came) WHERE came = 0; BEGIN");
    return database;
}

} // namespace

BlobLedger::BlobLedger()
    : m_database("")
    , m_name(prepared(m_database), "INSERT OR IGNORE INTO named VALUES (?1, 0)")
    , m_come(m_database, "UPDATE named SET came = 1 WHERE sha256 = ?1 AND came = 0 RETURNING 1")
    , m_missing(m_database, "SELECT sha256 FROM named WHERE came = 0 LIMIT 1") {}

void BlobLedger::name(const std::string& sha256) {
    m_name.bind(1, sha256).run();
}

bool BlobLedger::come(const std::string& sha256) {
    m_come.bind(1, sha256);
    const bool first = m_come.step();
    m_come.reset();
    return first;
}

std::optional<std::string> BlobLedger::missing() {
    std::optional<std::string> one;
    if (m_missing.step()) one = m_missing.text(0);
    m_missing.reset();
    return one;
}

} // namespace agentarium::recordings
