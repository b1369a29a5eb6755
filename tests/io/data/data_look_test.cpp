// SPDX-License-Identifier: MIT
// What the window shows of a data set: the bytes that training sees, and pairs that look alike.
#include "core/io/data/data_look.h"

#include <doctest/doctest.h>

#include <string>

#include "core/base/error.h"
#include "core/io/data/data_set.h"
#include "core/io/file_write.h"
#include "core/io/image_codec.h"
#include "tests/io/data/data_files.h"
#include "tests/temp_folder.h"

using namespace zscope;
using test::picture;
using test::TempFolder;

TEST_CASE("look: the preview has the bytes that a training of any size, crop and colour reads") {
    const TempFolder folder;
    write_png(folder / "a.png", picture(1, 200, 90));
    write_png(folder / "b.png", picture(2, 48, 70));
    write_png(folder / "c.png", with_channels(picture(3, 130, 130), 1));
    const std::vector<PreviewImage> images = preview_data(folder.path(), {});
    REQUIRE(images.size() == 3);
    for (const std::int64_t size : {32, 64, 128}) {
        for (const std::int64_t channels : {1, 3}) {
            for (const Crop crop : {Crop::center, Crop::squash}) {
                DataSetOptions options;
                options.size = size;
                options.channels = channels;
                options.crop = crop;
                options.cache_folder = folder / "cache";
                const DataSet set =
                    open_data_set(folder.path(), options, {}, [](double, const std::string&) {});
                REQUIRE(set.source->count() == 3);
                for (std::int64_t i = 0; i < 3; ++i) {
                    std::vector<std::uint8_t> read(size * size * channels);
                    set.source->read(i, read);
                    CHECK(as_trained(images[static_cast<std::size_t>(i)], size, channels, crop)
                              .pixels == read);
                }
            }
        }
    }
}

TEST_CASE("look: the preview takes the first usable images, reduced in their proportions") {
    const TempFolder folder;
    write_file_atomically(folder / "0-broken.png", "no image");
    for (int i = 0; i < 30; ++i)
        write_png(folder / (std::to_string(100 + i) + ".png"), picture(i, 256, 64));
    write_png(folder / "101.png", picture(0, 20, 40));
    const std::vector<PreviewImage> images = preview_data(folder.path(), {});
    REQUIRE(std::ssize(images) == kPreviewImages);
    CHECK(images[0].whole.name == "100.png");
    CHECK(images[23].whole.name == "123.png");
    CHECK(images[0].whole.width == 256);
    CHECK(images[0].whole.pixels.width == 128);
    CHECK(images[0].whole.pixels.height == 32);
    CHECK(images[1].whole.pixels == picture(0, 20, 40));  // small ones are not enlarged
}

TEST_CASE("look: pairs that look alike have their pictures, and a file that went has none") {
    const TempFolder folder;
    for (int i = 0; i < 8; ++i)
        write_png(folder / (std::to_string(i) + ".png"), picture(i, 96, 96));
    write_png(folder / "copy-of-2.png", picture(2, 96, 96));
    write_png(folder / "copy-of-5.png", picture(5, 96, 96));
    const DataScan scan = scan_data(folder.path(), {}, [](double, const std::string&) {});
    REQUIRE(scan.duplicates.size() == 2);
    CHECK(exclude_list(scan) == "copy-of-2.png\ncopy-of-5.png\n");
    write_file_atomically(folder / "copy-of-5.png", "gone bad");
    const std::vector<PicturedPair> pairs = picture_pairs(scan, {});
    REQUIRE(pairs.size() == 2);
    CHECK(pairs[0].first.name == "2.png");
    CHECK(pairs[0].first.pixels == picture(2, 96, 96));
    CHECK(pairs[0].second.pixels == picture(2, 96, 96));
    CHECK(pairs[1].first.pixels == picture(5, 96, 96));
    CHECK(pairs[1].second.name == "copy-of-5.png");
    CHECK(pairs[1].second.pixels.pixels.empty());
}

TEST_CASE("look: a stop ends it, and what is no data is an error") {
    const TempFolder folder;
    write_png(folder / "a.png", picture(1, 32, 32));
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(preview_data(folder.path(), stop.get_token()), Error);
    CHECK_THROWS_AS(preview_data(folder / "not there", {}), Error);
}
