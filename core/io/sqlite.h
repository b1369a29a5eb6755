// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace zscope {

// What SQLite refused; the message names the file.
class SqliteError : public Error {
  public:
    SqliteError(int code, const std::string& message) : Error(message), code_(code) {}
    bool damaged() const;  // the file is not a database, or broken
    bool busy() const;     // another connection holds it
    bool constraint() const;

  private:
    int code_;
};

class SqliteStatement;

// A connection, of one thread at a time.
class SqliteDatabase {
  public:
    // Waits up to `busy_ms` for other connections.
    SqliteDatabase(const std::filesystem::path& file, int busy_ms);

    void run(const char* sql);  // any number of statements, without results
    std::int64_t number(const char* sql);
    std::string text(const char* sql);
    SqliteStatement prepare(const char* sql);
    bool in_transaction() const;

  private:
    friend class SqliteStatement;
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    [[noreturn]] void fail_with(int code) const;

    std::string name_;
    std::unique_ptr<sqlite3, Close> handle_;
};

// A prepared statement; parameters and columns are numbered as SQLite does (from 1, from 0).
class SqliteStatement {
  public:
    SqliteStatement& bind(int parameter, std::int64_t value);
    SqliteStatement& bind(int parameter, double value);
    SqliteStatement& bind(int parameter, std::string_view value);  // copied
    bool step();                                                   // whether there is a row
    void run();  // to the end, then ready for the next use
    std::int64_t number(int column) const;
    double real(int column) const;
    std::string text(int column) const;

  private:
    friend class SqliteDatabase;
    struct Finalize {
        void operator()(sqlite3_stmt* handle) const;
    };
    SqliteStatement(const SqliteDatabase& database, sqlite3_stmt* handle)
        : database_(&database), handle_(handle) {}

    const SqliteDatabase* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

}  // namespace zscope
