// SPDX-License-Identifier: Apache-2.0
#include "core/events/database.h"

#include <sqlite3.h>

namespace agentarium::events {

static_assert(kCorrupt == SQLITE_CORRUPT && kConstraint == SQLITE_CONSTRAINT);

namespace {

constexpr int kBusyMs = 5000;

SqlError errorOf(sqlite3* handle, int code) {
    return SqlError(code & 0xff, handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
}

} // namespace

bool SqlError::isDamage() const {
    return m_code == SQLITE_CORRUPT || m_code == SQLITE_NOTADB;
}
bool SqlError::isConstraint() const {
    return m_code == SQLITE_CONSTRAINT;
}

Database::Database(const std::filesystem::path& file) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(file.c_str(), &m_handle, flags, nullptr);
    if (code != SQLITE_OK) {
        const SqlError error = errorOf(m_handle, code);
        sqlite3_close(m_handle);
        throw error;
    }
    sqlite3_busy_timeout(m_handle, kBusyMs);
}

Database::~Database() {
    sqlite3_close(m_handle);
}

void Database::execute(const char* sql) {
    const int code = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw errorOf(m_handle, code);
}

void Database::rollBack() {
    if (sqlite3_get_autocommit(m_handle) == 0) sqlite3_exec(m_handle, "ROLLBACK", nullptr, nullptr, nullptr);
}

std::int64_t Database::number(const char* sql) {
    Statement statement(*this, sql);
    return statement.step() ? statement.number(0) : 0;
}

std::string Database::text(const char* sql) {
    Statement statement(*this, sql);
    return statement.step() ? statement.text(0) : std::string();
}

std::int64_t Database::lastRowId() const {
    return sqlite3_last_insert_rowid(m_handle);
}

Statement::Statement(Database& database, const char* sql) : m_database(database.handle()) {
    check(sqlite3_prepare_v3(m_database, sql, -1, SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr));
}

Statement::~Statement() {
    sqlite3_finalize(m_statement);
}

void Statement::check(int code) const {
    if (code != SQLITE_OK) throw errorOf(m_database, code);
}

Statement& Statement::bind(int position, std::int64_t value) {
    check(sqlite3_bind_int64(m_statement, position, value));
    return *this;
}

Statement& Statement::bind(int position, std::string_view text) {
    // A view of nothing has no address, which SQLite would take for NULL.
    const char* data = text.data() ? text.data() : "";
    check(sqlite3_bind_text64(m_statement, position, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bindNull(int position) {
    check(sqlite3_bind_null(m_statement, position));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    const SqlError error = errorOf(m_database, code);
    sqlite3_reset(m_statement);
    throw error;
}

void Statement::run() {
    while (step()) {
    }
    reset();
}

void Statement::reset() {
    sqlite3_reset(m_statement);
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(m_statement, column);
}

std::string Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
    return data ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)))
                : std::string();
}

} // namespace agentarium::events
