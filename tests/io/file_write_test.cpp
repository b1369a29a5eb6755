// SPDX-License-Identifier: MIT
#include "core/io/file_write.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

#include "core/base/error.h"
#include "tests/temp_folder.h"

namespace fs = std::filesystem;
using zscope::Error;
using zscope::read_file;
using zscope::write_file_atomically;
using zscope::test::TempFolder;

namespace {

std::string text_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t entries(const fs::path& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// Files of this process cannot grow beyond `bytes` while this lives: a write fails half-way.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

  private:
    rlimit before_{};
    void (*handler_)(int) = nullptr;
};

}  // namespace

TEST_CASE("write_file_atomically: writes, replaces, makes folders, leaves nothing beside") {
    const TempFolder folder;
    const fs::path file = folder / "a/b/c.txt";
    write_file_atomically(file, "first");
    CHECK(text_of(file) == "first");
    write_file_atomically(file, "second, longer");
    CHECK(text_of(file) == "second, longer");
    CHECK(entries(file.parent_path()) == 1);

    const std::string one = "one ", two = "two";
    const std::span<const std::byte> parts[] = {
        std::as_bytes(std::span(one)), {}, std::as_bytes(std::span(two))};
    write_file_atomically(file, parts);
    CHECK(text_of(file) == "one two");
}

TEST_CASE("write_file_atomically: an existing file's mode is kept, a new one follows the umask") {
    const TempFolder folder;
    write_file_atomically(folder / "new", "x");
    const mode_t mask = ::umask(0);
    ::umask(mask);
    struct stat facts {};
    REQUIRE(::stat((folder / "new").c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == (0666 & ~mask));

    REQUIRE(::chmod((folder / "new").c_str(), 0640) == 0);
    write_file_atomically(folder / "new", "y");
    REQUIRE(::stat((folder / "new").c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0640);
}

TEST_CASE("write_file_atomically: a symbolic link stays one") {
    const TempFolder folder;
    write_file_atomically(folder / "real", "old");
    fs::create_symlink("real", folder / "link");
    write_file_atomically(folder / "link", "new");
    CHECK(fs::is_symlink(folder / "link"));
    CHECK(text_of(folder / "real") == "new");
}

TEST_CASE(
    "write_file_atomically: a write that fails half-way leaves the old file and nothing else") {
    const TempFolder folder;
    write_file_atomically(folder / "kept", "old");
    const std::string large(100'000, 'x');
    {
        const FileSizeLimit limit(40'000);
        CHECK_THROWS_AS(write_file_atomically(folder / "kept", large), Error);
        CHECK_THROWS_AS(write_file_atomically(folder / "absent", large), Error);
    }
    CHECK(text_of(folder / "kept") == "old");
    CHECK(entries(folder.path()) == 1);
}

TEST_CASE("write_file_atomically: a folder in the way is named") {
    const TempFolder folder;
    fs::create_directory(folder / "taken");
    CHECK_THROWS_WITH_AS(write_file_atomically(folder / "taken", "x"),
                         doctest::Contains("taken: it exists and is not a file"), Error);
    write_file_atomically(folder / "file", "x");
    CHECK_THROWS_WITH_AS(write_file_atomically(folder / "file/below", "x"),
                         doctest::Contains("below"), Error);
}

TEST_CASE("write_file_atomically: two threads, one file: always one whole content") {
    const TempFolder folder;
    const fs::path file = folder / "shared";
    const std::string a(50'000, 'a'), b(70'000, 'b');
    write_file_atomically(file, a);
    std::thread writer([&] {
        for (int i = 0; i < 20; ++i)
            write_file_atomically(file, i % 2 == 0 ? b : a);
    });
    bool whole = true;
    for (int i = 0; i < 50; ++i) {
        const std::string seen = text_of(file);
        whole = whole && (seen == a || seen == b);
    }
    writer.join();
    CHECK(whole);
    CHECK(entries(folder.path()) == 1);
}

TEST_CASE("read_file: whole content, and each refusal names the file") {
    const TempFolder folder;
    write_file_atomically(folder / "five", "12345");
    const auto bytes = read_file(folder / "five", 5);
    REQUIRE(bytes.size() == 5);
    CHECK(bytes[4] == std::byte{'5'});
    CHECK_THROWS_WITH_AS(read_file(folder / "five", 4), doctest::Contains("has 5 bytes"), Error);
    CHECK_THROWS_WITH_AS(read_file(folder / "none", 4), doctest::Contains("none: No such file"),
                         Error);
    CHECK_THROWS_WITH_AS(read_file(folder.path(), 4), doctest::Contains("it is not a file"), Error);
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK_THROWS_WITH_AS(read_file(folder / "pipe", 4), doctest::Contains("it is not a file"),
                         Error);
}

TEST_CASE("is_temporary_file: only our own siblings") {
    CHECK(zscope::is_temporary_file("x/.zscope-12-0.tmp"));
    CHECK_FALSE(zscope::is_temporary_file("x/notes.tmp"));
    CHECK_FALSE(zscope::is_temporary_file(".zscope-12-0.tmp.txt"));
}

TEST_CASE("remove_left_over_files: what a dead writer left, not what is being written") {
    const TempFolder folder;
    write_file_atomically(folder / ".zscope-1-0.tmp", "left by a crash");
    write_file_atomically(folder / "below/.zscope-1-0.tmp", "in another folder");
    write_file_atomically(folder / "notes.tmp", "a person's");
    fs::create_symlink(folder / "notes.tmp", folder / ".zscope-link.tmp");
    write_file_atomically(folder / ".zscope-2-0.tmp", "of a living writer");
    const int writer = ::open((folder / ".zscope-2-0.tmp").c_str(), O_WRONLY | O_CLOEXEC);
    REQUIRE(::flock(writer, LOCK_EX) == 0);

    zscope::remove_left_over_files(folder.path());
    CHECK_FALSE(fs::exists(folder / ".zscope-1-0.tmp"));
    CHECK(fs::exists(folder / "below/.zscope-1-0.tmp"));
    CHECK(fs::exists(folder / "notes.tmp"));
    CHECK(fs::exists(folder / ".zscope-2-0.tmp"));
    ::close(writer);
    zscope::remove_left_over_files(folder.path());
    CHECK_FALSE(fs::exists(folder / ".zscope-2-0.tmp"));
    CHECK_NOTHROW(zscope::remove_left_over_files(folder / "none"));
}

TEST_CASE("write_file_atomically: somebody who cleans up all the time takes no file away") {
    const TempFolder folder;
    std::atomic<bool> over = false;
    std::thread cleaner([&] {
        while (!over)
            zscope::remove_left_over_files(folder.path());
    });
    bool whole = true;
    try {
        for (int i = 0; i < 300; ++i) {
            const std::string text = std::to_string(i);
            write_file_atomically(folder / "file", text);
            whole = whole && text_of(folder / "file") == text;
        }
    } catch (const Error& error) {
        whole = false;
        MESSAGE(error.what());
    }
    over = true;
    cleaner.join();
    CHECK(whole);
    CHECK(entries(folder.path()) == 1);
}
