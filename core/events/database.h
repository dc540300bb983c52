// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace agentarium::events {

/// SQLite's primary result codes that are told apart here.
inline constexpr int kCorrupt = 11;
inline constexpr int kConstraint = 19;

/// What SQLite said. `code` is its primary result code.
class SqlError : public std::runtime_error {
public:
    SqlError(int code, const std::string& message) : std::runtime_error(message), m_code(code) {}
    int code() const { return m_code; }
    /// The file is no database, or a damaged one.
    bool isDamage() const;
    /// A row that may not be there twice, or a reference to nothing: the statement failed, the transaction
    /// goes on.
    bool isConstraint() const;

private:
    int m_code;
};

/// One SQLite connection. Used by one thread at a time.
class Database {
public:
    explicit Database(const std::filesystem::path& file);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void execute(const char* sql);
    /// Ends an open transaction if there is one; never throws.
    void rollBack();
    /// The first column of the first row.
    std::int64_t number(const char* sql);
    std::string text(const char* sql);
    std::int64_t lastRowId() const;
    sqlite3* handle() const { return m_handle; }

private:
    sqlite3* m_handle = nullptr;
};

/// A prepared statement, bound by position from 1 and read by column from 0.
class Statement {
public:
    Statement(Database& database, const char* sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(int position, std::int64_t value);
    /// The text must stay as it is until the statement was run.
    Statement& bind(int position, std::string_view text);
    Statement& bindNull(int position);
    /// True when there is a row.
    bool step();
    /// Runs a statement without rows and makes it ready to be bound again.
    void run();
    void reset();

    std::int64_t number(int column) const;
    std::string text(int column) const;

private:
    void check(int code) const;
    sqlite3* m_database;
    sqlite3_stmt* m_statement = nullptr;
};

} // namespace agentarium::events
