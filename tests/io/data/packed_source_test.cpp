// SPDX-License-Identifier: MIT
#include "core/io/data/packed_source.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/io/file_write.h"
#include "tests/io/hex.h"
#include "tests/temp_folder.h"

namespace fs = std::filesystem;
using zscope::open_packed;
using zscope::PackedWriter;
using zscope::Unfinished;
using zscope::test::TempFolder;

namespace {

std::vector<std::uint8_t> images(int count, int size, int channels) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count) * size * size * channels);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        pixels[i] = static_cast<std::uint8_t>(i * 31 + i / 100);
    }
    return pixels;
}

void write(const fs::path& path, const std::string& key) {
    const auto pixels = images(5, 4, 3);
    PackedWriter writer(path, key, 5, 4, 3);
    writer.append(std::span(pixels).first(2 * 48));
    writer.append(std::span(pixels).subspan(2 * 48));
    writer.finish();
}

std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t files_in(const fs::path& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("packed source: what was written comes back") {
    const TempFolder folder;
    write(folder / "cache/a.zspk", "model 1");
    const auto source = open_packed(folder / "cache/a.zspk", "model 1", "five images");
    CHECK(source->count() == 5);
    CHECK(source->size() == 4);
    CHECK(source->channels() == 3);
    CHECK(source->description() == "five images");
    const auto expected = images(5, 4, 3);
    for (const std::int64_t i : {4, 0, 2}) {
        std::vector<std::uint8_t> pixels(48);
        source->read(i, pixels);
        CHECK(std::equal(pixels.begin(), pixels.end(), expected.begin() + 48 * i));
    }
    CHECK(files_in(folder / "cache") == 1);
}

TEST_CASE("packed source: the bytes are those of the format, hash by another program") {
    const TempFolder folder;
    PackedWriter writer(folder / "a", "abc", 2, 1, 1);
    writer.append(std::vector<std::uint8_t>{7, 9});
    writer.finish();
    // printf '\x07\x09' | sha256sum
    const auto expected = zscope::test::bytes_of(
        "5a53504b01000000020000000000000001000000010000000300000000000000"
        "13e645db6ab5483ac7a1529f1bf99d8a93a4319956e280262f4d663fc634ec45"
        "6162630000000000000000000000000000000000000000000000000000000000"
        "0000000000000000000000000000000000000000000000000000000000000000"
        "0709");
    CHECK(zscope::read_file(folder / "a", 1000) == expected);
}

TEST_CASE("packed source: another key, a cut or a flipped byte is refused, naming the file") {
    const TempFolder folder;
    write(folder / "a", "model 1");
    CHECK_THROWS_AS(open_packed(folder / "a", "model 2", ""), zscope::Error);
    CHECK_THROWS_AS(open_packed(folder / "none", "model 1", ""), zscope::Error);
    CHECK_THROWS_AS(open_packed(folder.path(), "model 1", ""), zscope::Error);
    const std::string whole = content(folder / "a");
    REQUIRE(whole.size() == 128 + 5 * 48);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        zscope::write_file_atomically(folder / "b", std::string_view(whole).substr(0, size));
        CHECK_THROWS_AS(open_packed(folder / "b", "model 1", ""), zscope::Error);
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        if (at >= 28 && at < 32) continue;       // of unfinished files
        if (at >= 64 + 7 && at < 128) continue;  // zeros after the key
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        zscope::write_file_atomically(folder / "b", damaged);
        CAPTURE(at);
        CHECK_THROWS_AS(open_packed(folder / "b", "model 1", ""), zscope::Error);
    }
}

TEST_CASE("PackedWriter: nothing is there before finish, nothing is left without it") {
    const TempFolder folder;
    const auto pixels = images(5, 4, 3);
    {
        PackedWriter writer(folder / "a", "k", 5, 4, 3);
        writer.append(pixels);
        CHECK_FALSE(fs::exists(folder / "a"));
        CHECK_THROWS_AS(writer.append(std::span(pixels).first(48)), std::logic_error);
    }
    CHECK(files_in(folder.path()) == 0);
}

TEST_CASE("PackedWriter: what a crash left behind is removed, what another one writes is not") {
    const TempFolder folder;
    zscope::write_file_atomically(folder / ".zscope-pack-1-0.tmp", "left by a crash");
    zscope::write_file_atomically(folder / "pack.tmp", "somebody else's");
    PackedWriter first(folder / "a", "k", 1, 1, 1);
    CHECK_FALSE(fs::exists(folder / ".zscope-pack-1-0.tmp"));
    CHECK(files_in(folder.path()) == 2);
    PackedWriter second(folder / "b", "k", 1, 1, 1);
    CHECK(files_in(folder.path()) == 3);
    first.append(std::vector<std::uint8_t>{1});
    first.finish();
    CHECK(open_packed(folder / "a", "k", "")->count() == 1);
}

TEST_CASE("PackedWriter: what is kept goes on where it stopped and ends as if it never had") {
    const TempFolder folder;
    write(folder / "whole", "k");
    const auto pixels = images(5, 4, 3);
    {
        PackedWriter writer(folder / "a", "k", 5, 4, 3, Unfinished::keep);
        CHECK(writer.done() == 0);
        writer.append(std::span(pixels).first(3 * 48));
    }
    CHECK_FALSE(fs::exists(folder / "a"));
    REQUIRE(fs::exists(folder / "a.part"));
    CHECK(fs::file_size(folder / "a.part") == 128 + 3 * 48);
    CHECK_THROWS_AS(open_packed(folder / "a.part", "k", ""), zscope::Error);
    {
        PackedWriter writer(folder / "a", "k", 5, 4, 3, Unfinished::keep);
        REQUIRE(writer.done() == 3);
        writer.append(std::span(pixels).subspan(3 * 48));
        CHECK(writer.done() == 5);
        writer.finish();
    }
    CHECK(content(folder / "a") == content(folder / "whole"));
    CHECK(files_in(folder.path()) == 2);
}

TEST_CASE("PackedWriter: a kept file of another key, cut or changed anywhere starts anew") {
    const TempFolder folder;
    const auto pixels = images(5, 4, 3);
    {
        PackedWriter writer(folder / "a", "k", 5, 4, 3, Unfinished::keep);
        writer.append(std::span(pixels).first(2 * 48));
    }
    const std::string kept = content(folder / "a.part");
    const auto done_of = [&](std::string_view text, const char* key) {
        zscope::write_file_atomically(folder / "a.part", text);
        return PackedWriter(folder / "a", key, 5, 4, 3, Unfinished::keep).done();
    };
    CHECK(done_of(kept, "k") == 2);
    CHECK(done_of(kept, "l") == 0);
    CHECK(done_of(kept + std::string(1000, 'x'), "k") == 0);
    for (std::size_t size = 0; size < kept.size(); ++size)
        CHECK(done_of(std::string_view(kept).substr(0, size), "k") == 0);
    for (std::size_t at = 0; at < kept.size(); ++at) {
        std::string damaged = kept;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        CAPTURE(at);
        CHECK(done_of(damaged, "k") == 0);
    }
    CHECK_FALSE(fs::exists(folder / "a.part"));  // nothing was written: nothing is kept
}

TEST_CASE("PackedWriter: two at once keep out of each other's way") {
    const TempFolder folder;
    const auto pixels = images(5, 4, 3);
    PackedWriter first(folder / "a", "k", 5, 4, 3, Unfinished::keep);
    first.append(std::span(pixels).first(48));
    {
        PackedWriter second(folder / "a", "k", 5, 4, 3, Unfinished::keep);
        CHECK(second.done() == 0);
        second.append(std::span(pixels).first(2 * 48));
    }
    CHECK(files_in(folder.path()) == 1);
    first.append(std::span(pixels).subspan(48));
    first.finish();
    CHECK(open_packed(folder / "a", "k", "")->count() == 5);
    CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("PackedWriter: a file size limit is an error that leaves the old file") {
    const TempFolder folder;
    write(folder / "a", "old");
    const std::string before = content(folder / "a");
    rlimit old_limit{};
    getrlimit(RLIMIT_FSIZE, &old_limit);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit = old_limit;
    limit.rlim_cur = 1000;
    setrlimit(RLIMIT_FSIZE, &limit);
    bool refused = false;
    try {
        PackedWriter writer(folder / "a", "new", 100, 4, 3);
        writer.append(images(100, 4, 3));
        writer.finish();
    } catch (const zscope::Error&) {
        refused = true;
    }
    setrlimit(RLIMIT_FSIZE, &old_limit);
    std::signal(SIGXFSZ, old_handler);
    CHECK(refused);
    CHECK(content(folder / "a") == before);
    CHECK(files_in(folder.path()) == 1);
}
