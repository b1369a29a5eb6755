// SPDX-License-Identifier: MIT
#include "core/io/library.h"

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <mutex>
#include <string>

#include "core/base/error.h"
#include "tests/temp_folder.h"

namespace fs = std::filesystem;
using namespace zscope;
using zscope::test::TempFolder;

namespace {

// What the library says, from any thread.
class Messages {
  public:
    Library::ErrorSink sink() {
        return [this](const std::string& message) {
            const std::lock_guard lock(mutex_);
            all_.push_back(message);
        };
    }
    std::vector<std::string> all() {
        const std::lock_guard lock(mutex_);
        return all_;
    }

  private:
    std::mutex mutex_;
    std::vector<std::string> all_;
};

Sample sample(SampleId id) {
    Sample made;
    made.id = id;
    for (int i = 0; i < 100; ++i)
        made.z.push_back(1.0F / static_cast<float>(3 + i + id));
    made.origin.seed = -id;
    made.origin.row = 2;
    made.origin.count = 3;
    made.model.which = OpenedModel{"abc", "/models/\"x\".pth"};
    return made;
}

UndoRow undo_row(std::int64_t id) {
    UndoRow row{id, id - 1, {}, 1700000000.123456 + static_cast<double>(id)};
    InterpolateSet drag;
    drag.t = 0.1 * static_cast<double>(id);
    row.actions = {Action{drag, 7}, Action{TrayKeep{{1, 2}}, 7}};
    return row;
}

Direction direction() {
    Direction result;
    result.name = "smile";
    result.vector = {0.6F, 0.0F, -0.8F};
    result.model_id = "abc";
    result.figures.check = 0.9;
    return result;
}

// A raw connection, as another program has it.
class Raw {
  public:
    explicit Raw(const fs::path& file) { REQUIRE(sqlite3_open(file.c_str(), &handle_) == 0); }
    ~Raw() { sqlite3_close(handle_); }
    void run(const char* sql) {
        REQUIRE(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    }

  private:
    sqlite3* handle_ = nullptr;
};

std::size_t damaged_files(const fs::path& folder) {
    return static_cast<std::size_t>(std::count_if(
        fs::directory_iterator(folder), fs::directory_iterator(),
        [](const fs::directory_entry& entry) {
            return entry.path().filename().string().find(".damaged-") != std::string::npos;
        }));
}

}  // namespace

TEST_CASE("library: everything comes back after closing") {
    const TempFolder folder;
    Messages messages;
    Session session;
    session.grid.seed = 77;
    session.tray = {2, 1};
    session.truncation = 1.0 / 3.0;
    {
        Library library(folder / "deep/library.db", messages.sink());
        CHECK(library.load_samples().empty());
        CHECK(library.load_undo_head() == std::nullopt);
        CHECK(library.load_session_near(5) == std::nullopt);
        for (const SampleId id : {3, 1, 2})
            library.save_sample(sample(id));
        library.save_direction({7, direction()});
        library.save_direction({7, Direction{}});  // append-only
        for (const std::int64_t id : {1, 2, 3})
            library.save_undo_row(undo_row(id));
        library.save_undo_head(2);
        library.save_undo_head(3);
        library.save_session(0, Session{});
        library.save_session(64, session);
        library.save_recent({"run", "/runs/a", "id-a", "a"});
        library.save_recent({"model", "/m.pth", "id-m", "m"});
        library.save_recent({"run", "/runs/a", "id-b", "b"});
        library.save_recent({"run", "/m.pth", "id-r", "a run of the same path"});
        library.save_recent({"model", "/gone.pth", "id-g", "gone"});
        library.remove_recent({"model", "/gone.pth", "", ""});
        library.remove_recent({"run", "/m.pth", "", ""});
        library.remove_recent({"run", "/never/there", "", ""});
    }
    Library library(folder / "deep/library.db", messages.sink());
    CHECK(library.load_samples() == std::vector<Sample>{sample(1), sample(2), sample(3)});
    CHECK(library.load_directions() == std::vector<KeptDirection>{{7, direction()}});
    CHECK(library.load_undo() == std::vector<UndoRow>{undo_row(1), undo_row(2), undo_row(3)});
    CHECK(library.load_undo_head() == 3);
    CHECK(library.load_session_near(63)->first == 0);
    CHECK(library.load_session_near(64) == std::make_pair(std::int64_t{64}, session));
    CHECK(library.load_session_near(900)->second == session);
    const auto recent = library.load_recent();
    REQUIRE(recent.size() == 2);
    CHECK(recent[0].path == "/runs/a");  // used last
    CHECK(recent[0].name == "b");
    CHECK(recent[1].id == "id-m");
    CHECK(messages.all().empty());
}

TEST_CASE("library: samples are append-only: a second one of the same id changes nothing") {
    const TempFolder folder;
    Library library(folder / "l.db", {});
    library.save_sample(sample(1));
    Sample other = sample(1);
    other.z = {1.0F};
    library.save_sample(other);
    CHECK(library.load_samples() == std::vector<Sample>{sample(1)});
}

TEST_CASE("library: after a kill, all that was flushed is there") {
    const TempFolder folder;
    Messages messages;
    Library library(folder / "l.db", messages.sink());
    for (SampleId id = 1; id <= 1000; ++id)
        library.save_sample(sample(id));
    library.flush();
    library.save_undo_row(undo_row(1));  // perhaps there, perhaps not, never half
    // What a killed process leaves: the files as they are, nothing closed.
    fs::create_directory(folder / "copy");
    for (const char* name : {"l.db", "l.db-wal"}) {
        fs::copy_file(folder / name, folder / "copy" / name);
    }
    Library after(folder / "copy" / "l.db", messages.sink());
    const auto samples = after.load_samples();
    REQUIRE(samples.size() == 1000);
    CHECK(samples.back() == sample(1000));
    CHECK(messages.all().empty());
}

TEST_CASE("library: a damaged file is kept aside and said, and a new one works") {
    const TempFolder folder;
    const fs::path file = folder / "l.db";
    {
        Library library(file, {});
        for (SampleId id = 1; id <= 300; ++id)
            library.save_sample(sample(id));
    }
    SUBCASE("no database at all") {
        std::ofstream(file) << "these bytes are no database, long enough";
    }
    SUBCASE("pages overwritten") {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(4096 * 3);
        stream << std::string(4096 * 8, 'x');
    }
    SUBCASE("cut off") {
        fs::resize_file(file, fs::file_size(file) / 2 / 4096 * 4096);
    }
    Messages messages;
    Library library(file, messages.sink());
    REQUIRE(messages.all().size() == 1);
    CHECK(messages.all()[0].find("a new one begins") != std::string::npos);
    CHECK(damaged_files(folder.path()) >= 1);
    CHECK(library.load_samples().empty());
    library.save_sample(sample(1));
    CHECK(library.load_samples().size() == 1);
}

TEST_CASE("library: a row that cannot be understood is named; the others are loaded") {
    const TempFolder folder;
    Messages messages;
    Library library(folder / "l.db", messages.sink());
    library.save_sample(sample(1));
    library.save_sample(sample(3));
    library.save_session(0, Session{});
    library.flush();
    Raw(folder / "l.db")
        .run(
            "INSERT INTO samples VALUES (2, '{\"nonsense\": '); "
            "INSERT INTO sessions VALUES (64, '{}'); "
            "INSERT INTO undo VALUES (5, 4, 0.0, '[{\"action\":\"fly\"}]')");
    CHECK(library.load_samples() == std::vector<Sample>{sample(1), sample(3)});
    CHECK(library.load_session_near(70)->first == 0);
    CHECK(library.load_undo().empty());
    const auto all = messages.all();
    REQUIRE(all.size() == 3);
    CHECK(all[0].starts_with("sample 2 of the library"));
    CHECK(all[1].starts_with("session 64 of the library"));
    CHECK(all[2].starts_with("undo step 5 of the library"));
}

TEST_CASE("library: one of before there were directions is taken over") {
    const TempFolder folder;
    Messages messages;
    {
        Library library(folder / "l.db", messages.sink());
        library.save_sample(sample(1));
    }
    Raw(folder / "l.db").run("DROP TABLE directions; PRAGMA user_version = 1");
    Library library(folder / "l.db", messages.sink());
    library.save_direction({1, direction()});
    CHECK(library.load_samples() == std::vector<Sample>{sample(1)});
    CHECK(library.load_directions().size() == 1);
    CHECK(messages.all().empty());
}

TEST_CASE("library: another program that holds it costs a message, not the program") {
    const TempFolder folder;
    Messages messages;
    Library library(folder / "l.db", messages.sink());
    {
        Raw other(folder / "l.db");
        other.run("BEGIN IMMEDIATE");
        library.save_sample(sample(1));
        library.flush();
        REQUIRE(messages.all().size() == 1);
        CHECK(messages.all()[0].find("held by another program") != std::string::npos);
        other.run("ROLLBACK");
    }
    library.save_sample(sample(2));
    CHECK(library.load_samples() == std::vector<Sample>{sample(2)});
    CHECK(messages.all().size() == 1);
}

TEST_CASE("library: two windows may use one library") {
    const TempFolder folder;
    Messages messages;
    {
        Library one(folder / "l.db", messages.sink());
        Library two(folder / "l.db", messages.sink());
        for (SampleId id = 1; id <= 100; ++id)
            (id % 2 == 0 ? one : two).save_sample(sample(id));
    }
    CHECK(Library(folder / "l.db", messages.sink()).load_samples().size() == 100);
    CHECK(messages.all().empty());
}

TEST_CASE("library: a newer library, another program's database, a bad place are errors") {
    const TempFolder folder;
    { Library library(folder / "l.db", {}); }
    Raw(folder / "l.db").run("PRAGMA user_version = 99");
    CHECK_THROWS_AS(Library(folder / "l.db", {}), Error);
    CHECK(damaged_files(folder.path()) == 0);
    Raw(folder / "other.db").run("CREATE TABLE theirs (x)");
    CHECK_THROWS_AS(Library(folder / "other.db", {}), Error);
    fs::create_directory(folder / "dir.db");
    CHECK_THROWS_AS(Library(folder / "dir.db", {}), Error);
    CHECK_THROWS_AS(Library(folder / "l.db" / "x.db", {}), Error);
}

TEST_CASE("library: a full disk is said, and takes only the writes of that time") {
    const TempFolder folder;
    Messages messages;
    Library library(folder / "l.db", messages.sink());
    library.save_sample(sample(1));
    library.flush();
    rlimit old_limit{};
    getrlimit(RLIMIT_FSIZE, &old_limit);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit = old_limit;
    limit.rlim_cur = 64 << 10;
    setrlimit(RLIMIT_FSIZE, &limit);
    for (SampleId id = 2; id <= 200; ++id)
        library.save_sample(sample(id));
    library.flush();
    setrlimit(RLIMIT_FSIZE, &old_limit);
    std::signal(SIGXFSZ, old_handler);
    const std::size_t told = messages.all().size();
    CHECK(told > 0);
    library.save_sample(sample(201));
    const auto samples = library.load_samples();
    CHECK(samples.front() == sample(1));
    CHECK(samples.back() == sample(201));
    CHECK(samples.size() < 201);
    CHECK(messages.all().size() == told);
}

TEST_CASE("library: a path that is no UTF-8 does not keep a session from being stored") {
    const TempFolder folder;
    Messages messages;
    Library library(folder / "l.db", messages.sink());
    Session session;
    session.model.which = OpenedModel{"id", "/caf\xe9.pth"};
    library.save_session(0, session);
    const auto loaded = library.load_session_near(0);
    REQUIRE(loaded.has_value());
    CHECK(std::get<OpenedModel>(loaded->second.model.which).model_id == "id");
    CHECK(messages.all().empty());
}
