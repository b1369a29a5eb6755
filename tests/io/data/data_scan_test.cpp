// SPDX-License-Identifier: MIT
#include "core/io/data/data_scan.h"

#include <doctest/doctest.h>

#include <string>

#include "core/io/image_codec.h"
#include "core/io/resize.h"
#include "tests/io/data/data_files.h"
#include "tests/temp_folder.h"

using namespace zscope;
using test::picture;
using test::TempFolder;
namespace fs = std::filesystem;

namespace {

DataScan scan_of(const fs::path& path) {
    return scan_data(path, {}, [](double, const std::string&) {});
}

}  // namespace

TEST_CASE("scan: counts, sizes, labels, and reasons in groups") {
    const TempFolder folder;
    for (int i = 0; i < 6; ++i)
        write_png(folder / (i < 4 ? "a" : "b") / (std::to_string(i) + ".png"),
                  picture(i, 20 + i, 20));
    write_file_atomically(folder / "a/bad1.png", "text");
    write_file_atomically(folder / "a/bad2.png", "text too");
    write_file_atomically(folder / "b/empty.png", "");
    write_file_atomically(folder / "notes.txt", "passed over");
    const DataScan scan = scan_of(folder.path());
    CHECK(scan.kind == DataKind::folder);
    CHECK(scan.records == 9);
    CHECK(scan.usable == 6);
    CHECK(scan.other_files == 1);
    CHECK(scan.smallest.width == 20);
    CHECK(scan.largest.width == 25);
    CHECK(scan.not_square == 5);
    CHECK(scan.grey == 0);
    REQUIRE(scan.labels.size() == 1);
    CHECK(scan.labels[0].counts == std::vector<std::int64_t>{4, 2});
    REQUIRE(scan.problems.size() == 2);
    CHECK(scan.problems[0].count == 2);
    CHECK(scan.problems[0].examples == std::vector<std::string>{"a/bad1.png", "a/bad2.png"});
    CHECK(scan.duplicate_groups == 0);
    CHECK(scan.whole);
}

TEST_CASE("scan: the same picture in another size, brightness or file is found; others are not") {
    const TempFolder folder;
    for (int i = 0; i < 40; ++i)
        write_png(folder / (std::to_string(100 + i) + ".png"), picture(i, 64, 64));
    write_png(folder / "x_copy.png", picture(7, 64, 64));
    write_png(folder / "y_small.png", picture(7, 40, 40));
    write_png(folder / "z_dark.png", picture(9, 64, 64, 0.8));
    const DataScan scan = scan_of(folder.path());
    CHECK(scan.duplicate_groups == 2);
    CHECK(scan.exclude == std::vector<std::string>{"x_copy.png", "y_small.png", "z_dark.png"});
    REQUIRE(!scan.duplicates.empty());
    CHECK(scan.duplicates[0].first == "107.png");
    CHECK(scan.duplicates[0].second == "x_copy.png");
    CHECK(scan.duplicates[0].distance == 0);
}

TEST_CASE("scan: small sets are given advice, large ones are not") {
    DataScan scan;
    scan.usable = 500;
    scan.smallest = scan.largest = {100, 100};
    const auto all = [&] {
        std::string text;
        for (const DataAdvice& advice : advice_for(scan, 64, 3))
            text += advice.text + advice.flag;
        return text;
    };
    CHECK(all().find("--flip on") != std::string::npos);
    CHECK(all().find("DiffAugment") != std::string::npos);
    scan.usable = 3000;
    CHECK(all().empty());
    scan.grey = 3000;
    CHECK(all().find("--channels 1") != std::string::npos);
    scan.largest = {48, 200};
    CHECK(all().find("enlarged") != std::string::npos);
}

TEST_CASE("scan: what the images take, in memory or in the cache") {
    DataScan scan;
    scan.usable = 1000;
    scan.file_bytes = 50'000'000;
    // 64 x 64 x 3 bytes and 8 of the index for each.
    CHECK(needs_of(scan, 64, 3).memory == 1000 * (64 * 64 * 3 + 8));
    CHECK(needs_of(scan, 64, 3).disk == 0);
    scan.file_bytes = 5'000'000'000;  // too much to be read at each start
    CHECK(needs_of(scan, 64, 1).disk == 1000 * (64 * 64 + 8));
}
