// SPDX-License-Identifier: MIT
#include "core/io/sqlite.h"

#include <sqlite3.h>

namespace zscope {

namespace {

constexpr int primary(int code) {
    return code & 0xff;
}

}  // namespace

bool SqliteError::damaged() const {
    return primary(code_) == SQLITE_CORRUPT || primary(code_) == SQLITE_NOTADB;
}
bool SqliteError::busy() const {
    return primary(code_) == SQLITE_BUSY || primary(code_) == SQLITE_LOCKED;
}
bool SqliteError::constraint() const {
    return primary(code_) == SQLITE_CONSTRAINT;
}

void SqliteDatabase::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}
void SqliteStatement::Finalize::operator()(sqlite3_stmt* handle) const {
    sqlite3_finalize(handle);
}

SqliteDatabase::SqliteDatabase(const std::filesystem::path& file, int busy_ms)
    : name_(file.string()) {
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    handle_.reset(handle);  // also after a failure: it holds the message
    if (code != SQLITE_OK) fail_with(code);
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, busy_ms);
}

void SqliteDatabase::fail_with(int code) const {
    const char* text = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
    std::string message = fmt::format("{}: {}", name_, text);
    switch (primary(code)) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            message = fmt::format("{} is held by another program: close the other zscope", name_);
            break;
        case SQLITE_FULL:
            message = fmt::format("{}: the disk is full; free some space on it", name_);
            break;
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_PERM:
            message += "; check that zscope may write to this folder";
            break;
        default:
            break;
    }
    throw SqliteError(code, message);
}

void SqliteDatabase::run(const char* sql) {
    const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail_with(code);
}

SqliteStatement SqliteDatabase::prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(handle_.get(), sql, -1, &statement, nullptr);
    if (code != SQLITE_OK) fail_with(code);
    return {*this, statement};
}

std::int64_t SqliteDatabase::number(const char* sql) {
    SqliteStatement statement = prepare(sql);
    return statement.step() ? statement.number(0) : 0;
}

std::string SqliteDatabase::text(const char* sql) {
    SqliteStatement statement = prepare(sql);
    return statement.step() ? statement.text(0) : "";
}

bool SqliteDatabase::in_transaction() const {
    return sqlite3_get_autocommit(handle_.get()) == 0;
}

SqliteStatement& SqliteStatement::bind(int parameter, std::int64_t value) {
    const int code = sqlite3_bind_int64(handle_.get(), parameter, value);
    if (code != SQLITE_OK) database_->fail_with(code);
    return *this;
}

SqliteStatement& SqliteStatement::bind(int parameter, double value) {
    const int code = sqlite3_bind_double(handle_.get(), parameter, value);
    if (code != SQLITE_OK) database_->fail_with(code);
    return *this;
}

SqliteStatement& SqliteStatement::bind(int parameter, std::string_view value) {
    const int code = sqlite3_bind_text64(handle_.get(), parameter, value.data(), value.size(),
                                         SQLITE_TRANSIENT, SQLITE_UTF8);
    if (code != SQLITE_OK) database_->fail_with(code);
    return *this;
}

bool SqliteStatement::step() {
    const int code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    // The text belongs to this failure only until the statement is reset; an unfinished statement
    // would keep its transaction from rolling back.
    try {
        database_->fail_with(code);
    } catch (...) {
        sqlite3_reset(handle_.get());
        throw;
    }
}

void SqliteStatement::run() {
    while (step()) {
    }
    sqlite3_reset(handle_.get());
}

std::int64_t SqliteStatement::number(int column) const {
    return sqlite3_column_int64(handle_.get(), column);
}
double SqliteStatement::real(int column) const {
    return sqlite3_column_double(handle_.get(), column);
}
std::string SqliteStatement::text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
    if (text == nullptr) return "";
    return {text, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

}  // namespace zscope
