// SPDX-License-Identifier: MIT
#include "core/io/photo.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "core/base/error.h"
#include "core/io/image_codec.h"
#include "tests/temp_folder.h"

using namespace zscope;
using test::TempFolder;

TEST_CASE("a photo is the square in its middle, at the size and colours asked for") {
    const TempFolder folder;
    // Red, a white square, blue.
    ImageU8 wide{96, 32, 3, {}};
    for (int y = 0; y < 32; ++y) {
        for (int x = 0; x < 96; ++x) {
            const bool middle = x >= 32 && x < 64;
            wide.pixels.push_back(x < 64 ? 255 : 0);
            wide.pixels.push_back(middle ? 255 : 0);
            wide.pixels.push_back(x >= 32 ? 255 : 0);
        }
    }
    write_png(folder.path() / "wide.png", wide);
    const ImageU8 colour = read_photo(folder.path() / "wide.png", 16, 3);
    CHECK(colour.pixels == std::vector<std::uint8_t>(16 * 16 * 3, 255));
    const ImageU8 grey = read_photo(folder.path() / "wide.png", 8, 1);
    CHECK(grey.width == 8);
    CHECK(grey.pixels == std::vector<std::uint8_t>(64, 255));
}

TEST_CASE("what is an image is told by its bytes; one that is broken is an error with its name") {
    const TempFolder folder;
    const auto path = folder.path() / "photo.txt";
    write_png(path, ImageU8{1, 1, 1, {5}});
    CHECK(is_image_file(path));
    std::ofstream(folder.path() / "words.png") << "no image at all";
    CHECK_FALSE(is_image_file(folder.path() / "words.png"));
    CHECK_FALSE(is_image_file(folder.path()));
    CHECK_FALSE(is_image_file(folder.path() / "none.png"));
    std::ofstream(folder.path() / "cut.jpg", std::ios::binary) << "\xff\xd8\xff\xe0 and no more";
    CHECK(is_image_file(folder.path() / "cut.jpg"));
    CHECK_THROWS_WITH_AS((void)read_photo(folder.path() / "cut.jpg", 32, 3),
                         doctest::Contains("cut.jpg"), Error);
}
