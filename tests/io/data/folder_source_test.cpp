// SPDX-License-Identifier: MIT
#include "core/io/data/folder_source.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <string>

#include "core/base/error.h"
#include "core/io/file_write.h"
#include "core/io/image_codec.h"
#include "tests/temp_folder.h"

namespace fs = std::filesystem;
using zscope::FolderSourceOptions;
using zscope::RejectedFile;
using zscope::ScanReport;
using zscope::test::TempFolder;

namespace {

void write_flat(const fs::path& path, std::uint8_t value, int width = 20, int height = 10) {
    const zscope::ImageU8 image{width, height, 3,
                                std::vector<std::uint8_t>(3U * width * height, value)};
    zscope::write_png(path, image);
}

std::string reason_for(const ScanReport& report, const fs::path& path) {
    for (const RejectedFile& file : report.rejected) {
        if (file.path == path) return file.reason;
    }
    return "";
}

std::vector<std::uint8_t> read_image(zscope::DataSource& source, std::int64_t index) {
    std::vector<std::uint8_t> pixels(
        static_cast<std::size_t>(source.size() * source.size() * source.channels()));
    source.read(index, pixels);
    return pixels;
}

}  // namespace

TEST_CASE("folder scan: images are found in subfolders, by content, ordered by path") {
    const TempFolder folder;
    write_flat(folder / "b.png", 1);
    write_flat(folder / "a/deep/er.jpg", 2);  // a wrong extension
    write_flat(folder / "a.png", 3);
    write_flat(folder / "no_extension", 4);
    write_flat(folder / ".hidden/.x", 5);
    zscope::write_file_atomically(folder / "notes.txt", "no image, and nobody thinks so");
    std::int64_t looked_at = 0;
    std::vector<int> seen;
    const ScanReport report = zscope::scan_folder(
        folder.path(), {}, [&](std::int64_t count) { looked_at = count; },
        [&](const zscope::ImageU8& image) { seen.push_back(image.pixels[0]); });
    CHECK(report.images == std::vector<fs::path>{folder / ".hidden/.x", folder / "a/deep/er.jpg",
                                                 folder / "a.png", folder / "b.png",
                                                 folder / "no_extension"});
    CHECK(std::is_sorted(report.images.begin(), report.images.end()));
    CHECK(seen == std::vector<int>{5, 2, 3, 1, 4});
    CHECK(report.rejected.empty());
    CHECK(report.other_files == 1);
    CHECK(looked_at == 6);
}

TEST_CASE("folder scan: what looks like an image and is not usable is named with its reason") {
    const TempFolder folder;
    write_flat(folder / "good.png", 1);
    const auto good = zscope::read_file(folder / "good.png", 1 << 20);
    const std::string text(reinterpret_cast<const char*>(good.data()), good.size());
    zscope::write_file_atomically(folder / "cut.png", text.substr(0, text.size() / 2));
    zscope::write_file_atomically(folder / "empty.JPG", "");
    zscope::write_file_atomically(folder / "text.png", "this is a text");
    zscope::write_file_atomically(folder / "anything", "GIF89a and so on");
    fs::create_directory(folder / "folder.png");
    REQUIRE(::mkfifo((folder / "pipe.png").c_str(), 0600) == 0);
    const ScanReport report = zscope::scan_folder(folder.path());
    CHECK(report.images.size() == 1);
    CHECK(report.rejected.size() == 6);
    CHECK(reason_for(report, folder / "cut.png") == "the file ends early");
    CHECK(reason_for(report, folder / "empty.JPG") == "the file is empty");
    CHECK(reason_for(report, folder / "text.png") ==
          "its content is not a PNG, JPEG, BMP or WebP image");
    CHECK(reason_for(report, folder / "anything") ==
          "a GIF file: only PNG, JPEG, BMP and WebP are read");
    CHECK(reason_for(report, folder / "folder.png").starts_with("a folder"));
    CHECK(reason_for(report, folder / "pipe.png").starts_with("a device, pipe"));
}

TEST_CASE("folder scan: links are followed, loops end, one file counts once") {
    const TempFolder folder;
    const TempFolder elsewhere;
    write_flat(elsewhere / "far.png", 1);
    write_flat(folder / "real/one.png", 2);
    fs::create_directory_symlink(elsewhere.path(), folder / "linked");
    fs::create_directory_symlink(elsewhere.path(), folder / "linked_again");
    fs::create_symlink(folder / "real/one.png", folder / "also_one.png");
    fs::create_hard_link(folder / "real/one.png", folder / "z_also_one.png");
    fs::create_directory_symlink(folder.path(), folder / "real/up");
    fs::create_symlink("self", folder / "self");
    fs::create_symlink("nowhere.png", folder / "dangling.png");
    const ScanReport report = zscope::scan_folder(folder.path());
    CHECK(report.images ==
          std::vector<fs::path>{folder / "also_one.png", folder / "linked/far.png"});
    CHECK(report.rejected.size() == 3);
    CHECK(reason_for(report, folder / "self") == "a link that leads to itself");
    CHECK(reason_for(report, folder / "dangling.png") == "a link to something that does not exist");
    CHECK(reason_for(report, folder / "real/up") ==
          "a link back to a folder around it: not followed");
}

TEST_CASE("folder scan: a folder that cannot be scanned is an error; a request to stop ends it") {
    const TempFolder folder;
    CHECK_THROWS_AS(zscope::scan_folder(folder / "missing"), zscope::Error);
    write_flat(folder / "a.png", 1);
    CHECK_THROWS_AS(zscope::scan_folder(folder / "a.png"), zscope::Error);
    std::stop_source stop;
    write_flat(folder / "b.png", 1);
    const ScanReport report = zscope::scan_folder(folder.path(), stop.get_token(),
                                                  [&](std::int64_t) { stop.request_stop(); });
    CHECK(report.images.size() == 1);
    ScanReport unused;
    CHECK(zscope::open_folder(folder.path(), {}, unused, stop.get_token()) == nullptr);
}

TEST_CASE("folder source: images are cropped to the middle and resized") {
    const TempFolder folder;
    zscope::ImageU8 wide{40, 20, 3, std::vector<std::uint8_t>(40 * 20 * 3, 0)};
    for (std::size_t y = 0; y < 20; ++y) {
        for (std::size_t x = 10; x < 30; ++x)
            wide.pixels[3 * (40 * y + x)] = 200;
    }
    zscope::write_png(folder / "wide.png", wide);
    for (const int channels : {3, 1}) {
        FolderSourceOptions options;
        options.size = 8;
        options.channels = channels;
        const auto source = make_folder_source(zscope::scan_folder(folder.path()), options);
        CHECK(source->count() == 1);
        CHECK(source->description() == "1 image from " + folder.path().filename().string());
        const auto pixels = read_image(*source, 0);
        for (std::size_t i = 0; i < pixels.size(); ++i) {
            // 0.299 · 200 = 59.8
            CHECK(int{pixels[i]} == (channels == 1 ? 60 : i % 3 == 0 ? 200 : 0));
        }
    }
}

TEST_CASE("folder source: a file that goes bad is replaced by a neighbour and reported once") {
    const TempFolder folder;
    for (int i = 0; i < 3; ++i) {
        write_flat(folder / (std::to_string(i) + ".png"), static_cast<std::uint8_t>(10 * i + 10));
    }
    std::vector<RejectedFile> reported;
    FolderSourceOptions options;
    options.size = 32;
    options.keep_decoded_bytes = 0;
    options.on_bad_file = [&](const RejectedFile& file) { reported.push_back(file); };
    ScanReport report;
    const auto source = zscope::open_folder(folder.path(), options, report);
    CHECK(read_image(*source, 1).front() == 20);
    zscope::write_file_atomically(folder / "1.png", "now a text");
    CHECK(read_image(*source, 1).front() == 30);
    CHECK(read_image(*source, 1).front() == 30);
    REQUIRE(reported.size() == 1);
    CHECK(reported[0].path == folder / "1.png");
    fs::remove(folder / "2.png");
    CHECK(read_image(*source, 2).front() == 10);
    fs::remove(folder / "0.png");
    CHECK_THROWS_AS(read_image(*source, 0), zscope::Error);
    CHECK(reported.size() == 3);
}

TEST_CASE("folder source: a set that fits is decoded once, by the scan or by the first epoch") {
    const TempFolder folder;
    write_flat(folder / "0.png", 50);
    write_flat(folder / "1.png", 60);
    FolderSourceOptions options;
    options.size = 16;
    ScanReport report;
    const auto opened = zscope::open_folder(folder.path(), options, report);
    const auto made = make_folder_source(report, options);
    CHECK(read_image(*made, 0).front() == 50);
    fs::remove_all(folder / "0.png");
    fs::remove_all(folder / "1.png");
    CHECK(read_image(*opened, 0).front() == 50);
    CHECK(read_image(*opened, 1).front() == 60);
    CHECK(read_image(*made, 0).front() == 50);
    CHECK_THROWS_AS(zscope::make_folder_source({}, options), zscope::Error);
}
