// SPDX-License-Identifier: MIT
#include "core/io/library_file.h"

#include <array>
#include <ctime>
#include <optional>
#include <system_error>

#include "core/base/error.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

// "zsco": tells this file from other programs' databases.
constexpr std::int64_t kApplicationId = 0x7a73636f;

// Entry i leads from user_version i to i + 1. Append only: libraries of every version are about.
constexpr std::array kMigrations = {
    R"(CREATE TABLE samples (id INTEGER PRIMARY KEY, json TEXT NOT NULL);
       CREATE TABLE undo (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, time REAL NOT NULL,
                          actions TEXT NOT NULL);
       CREATE TABLE sessions (row INTEGER PRIMARY KEY, json TEXT NOT NULL);
       CREATE TABLE state (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
       CREATE TABLE recent (kind TEXT NOT NULL, path TEXT NOT NULL, id TEXT NOT NULL,
                            name TEXT NOT NULL, used INTEGER NOT NULL,
                            PRIMARY KEY (kind, path)) WITHOUT ROWID;)",
    "CREATE TABLE directions (id INTEGER PRIMARY KEY, json TEXT NOT NULL);",
};

void migrate(SqliteDatabase& database, const fs::path& file) {
    const auto known = static_cast<std::int64_t>(kMigrations.size());
    // Under the write lock, so that two programs never migrate at once.
    database.run("BEGIN IMMEDIATE");
    const std::int64_t id = database.number("PRAGMA application_id");
    const std::int64_t version = database.number("PRAGMA user_version");
    const std::int64_t tables = database.number("SELECT count(*) FROM sqlite_schema");
    if (id != kApplicationId && (id != 0 || version != 0 || tables != 0)) {
        fail("{} is a database of another program: choose another file", file.string());
    }
    if (version > known) {
        fail(
            "{} was written by a newer zscope (library version {}, this one knows {}): start the "
            "newer one, or move the file away",
            file.string(), version, known);
    }
    for (std::int64_t i = version; i < known; ++i) {
        database.run(kMigrations[static_cast<std::size_t>(i)]);
    }
    if (version < known) {
        database.run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                 kApplicationId, known)
                         .c_str());
    }
    database.run("COMMIT");
}

SqliteDatabase open_healthy(const fs::path& file) {
    SqliteDatabase database(file, kLibraryBusyMs);
    const std::string health = database.text("PRAGMA quick_check(1)");
    if (health != "ok") {
        constexpr int kSqliteCorrupt = 11;
        throw SqliteError(kSqliteCorrupt, file.string() + ": " + health);
    }
    // WAL: readers and one writer side by side. FULL: a commit outlives a power cut.
    database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    migrate(database, file);
    return database;
}

std::string time_stamp() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y%m%d-%H%M%S", &parts);
    return text.data();
}

// With its -wal and -shm, which belong to this database and would spoil the new one.
fs::path move_aside(const fs::path& file) {
    fs::path aside = file;
    aside += ".damaged-" + time_stamp();
    for (int i = 2; fs::exists(aside); ++i) {
        aside = file;
        aside += fmt::format(".damaged-{}-{}", time_stamp(), i);
    }
    for (const char* part : {"", "-wal", "-shm"}) {
        fs::path from = file, to = aside;
        from += part;
        to += part;
        std::error_code error;
        fs::rename(from, to, error);
        if (error && error != std::errc::no_such_file_or_directory) {
            fail("{} is damaged and cannot be moved aside: {}", file.string(), error.message());
        }
    }
    return aside;
}

}  // namespace

SqliteDatabase open_library_file(const fs::path& file,
                                 const std::function<void(const std::string&)>& tell) {
    std::error_code error;
    if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
    if (error) fail("cannot make the folder of {}: {}", file.string(), error.message());
    std::string damage;
    try {
        return open_healthy(file);
    } catch (const SqliteError& problem) {
        if (!problem.damaged()) throw;
        damage = problem.what();
    }
    const fs::path aside = move_aside(file);
    if (tell) {
        tell(fmt::format("the library was damaged ({}): it is kept as {}, a new one begins", damage,
                         aside.string()));
    }
    return open_healthy(file);
}

}  // namespace zscope
