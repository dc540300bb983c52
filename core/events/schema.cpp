// SPDX-License-Identifier: Apache-2.0
#include "core/events/schema.h"

#include "core/base/clock.h"
#include "core/contract/error.h"
#include "core/contract/iso_time.h"

#include <algorithm>

namespace agentarium::events {

namespace fs = std::filesystem;

namespace {

/// A whole check reads every page: above this size only the tables are looked at.
constexpr std::uintmax_t kWholeCheckBytes = 64 * 1024 * 1024;

constexpr const char* kTables = R"sql(
CREATE TABLE recordings (
    id           INTEGER PRIMARY KEY,
    recording_id TEXT NOT NULL UNIQUE,
    session_id   TEXT NOT NULL,
    agent        TEXT NOT NULL,
    version      INTEGER NOT NULL,
    started_ns   INTEGER NOT NULL,
    ended_ns     INTEGER NOT NULL DEFAULT 0,
    summary      TEXT NOT NULL DEFAULT 'null'
);
CREATE INDEX recordings_by_session ON recordings (session_id, started_ns);
CREATE INDEX recordings_by_start ON recordings (started_ns);
CREATE INDEX recordings_live ON recordings (id) WHERE ended_ns = 0;
CREATE TABLE events (
    recording INTEGER NOT NULL REFERENCES recordings (id),
    seq       INTEGER NOT NULL,
    t_ns      INTEGER NOT NULL,
    wall_ns   INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    body      TEXT NOT NULL,
    blob      TEXT,
    PRIMARY KEY (recording, seq)
) WITHOUT ROWID;
)sql";

/// Which payloads a recording has, and whether another one names the same.
constexpr const char* kPayloads = R"sql(
CREATE INDEX events_payloads ON events (recording, blob) WHERE blob IS NOT NULL;
CREATE INDEX events_by_payload ON events (blob) WHERE blob IS NOT NULL;
)sql";

/// One step for each version, from the one before. Steps are never changed, only added.
constexpr const char* kMigrations[] = {kTables, kPayloads};
static_assert(std::size(kMigrations) == kSchemaVersion);

void migrate(Database& database, const fs::path& file) {
    const auto found = database.number("PRAGMA user_version");
    if (found > kSchemaVersion)
        throw Error(ErrorKind::RuntimeFailed,
                    "The journal " + file.string() + " has version " + std::to_string(found) +
                        "; this program knows up to version " + std::to_string(kSchemaVersion) + ".",
                    "Use the newer Agentarium that wrote it, or set AGENTARIUM_HOME to another folder.");
    for (auto version = found; version < kSchemaVersion; ++version) {
        database.execute("BEGIN IMMEDIATE");
        database.execute(kMigrations[version]);
        database.execute(("PRAGMA user_version = " + std::to_string(version + 1)).c_str());
        database.execute("COMMIT");
    }
}

void check(Database& database, const fs::path& file) {
    std::error_code ec;
    const auto size = fs::file_size(file, ec);
    if (!ec && size <= kWholeCheckBytes) {
        const std::string verdict = database.text("PRAGMA quick_check(1)");
        if (verdict != "ok") throw SqlError(kCorrupt, verdict);
    }
    database.number("SELECT sum(e.t_ns) FROM recordings r JOIN events e ON e.recording = r.id"
                    " AND e.seq = (SELECT max(seq) FROM events WHERE recording = r.id) WHERE r.ended_ns = 0");
}

std::unique_ptr<Database> openOnce(const fs::path& file) {
    auto database = std::make_unique<Database>(file);
    database->execute("PRAGMA journal_mode = WAL");
    database->execute("PRAGMA synchronous = FULL");
    database->execute("PRAGMA wal_autocheckpoint = 4000");
    database->execute("PRAGMA journal_size_limit = 67108864");
    migrate(*database, file);
    check(*database, file);
    std::error_code ec;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, ec);
    return database;
}

Error cannotOpen(const fs::path& file, const SqlError& error) {
    return Error(ErrorKind::RuntimeFailed,
                 "The journal " + file.string() + " cannot be used: " + error.what() + ".",
                 "Check that the disk has space and that the folder belongs to you.");
}

/// Renames the database and what belongs to it.
fs::path moveAside(const fs::path& file) {
    std::string stamp = contract::toIsoTime(wallNowNs());
    stamp.erase(std::remove_if(stamp.begin(), stamp.end(), [](char c) { return c == ':' || c == '-'; }),
                stamp.end());
    const fs::path aside = file.string() + ".damaged-" + stamp;
    for (const char* part : {"-wal", "-shm", ""}) {
        std::error_code ec;
        if (fs::exists(file.string() + part, ec)) fs::rename(file.string() + part, aside.string() + part);
    }
    return aside;
}

} // namespace

OpenedJournal openJournal(const fs::path& file) {
    std::string damage;
    try {
        return {openOnce(file), std::nullopt};
    } catch (const SqlError& error) {
        if (!error.isDamage()) throw cannotOpen(file, error);
        damage = error.what();
    }
    const fs::path aside = moveAside(file);
    try {
        return {openOnce(file),
                "The journal was damaged (" + damage + "). It was kept as " + aside.string() +
                    " and an empty one was begun; recordings made before are only in the kept file."};
    } catch (const SqlError& error) {
        throw cannotOpen(file, error);
    }
}

std::unique_ptr<Database> openForReading(const fs::path& file) {
    try {
        auto database = std::make_unique<Database>(file);
        database->execute("PRAGMA query_only = 1");
        return database;
    } catch (const SqlError& error) {
        throw cannotOpen(file, error);
    }
}

} // namespace agentarium::events
