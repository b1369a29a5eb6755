// SPDX-License-Identifier: MIT
#include "core/io/image_codec.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "core/base/error.h"
#include "core/io/file_write.h"
#include "tests/io/hex.h"
#include "tests/io/image_files.h"
#include "tests/temp_folder.h"

using zscope::decode_image;
using zscope::Error;
using zscope::ImageU8;
using zscope::test::bytes_of;
using zscope::test::ImageFile;
using zscope::test::kImageFiles;

namespace {

const ImageFile& file_named(std::string_view name) {
    const auto* found = std::find_if(std::begin(kImageFiles), std::end(kImageFiles),
                                     [&](const ImageFile& file) { return file.name == name; });
    REQUIRE(found != std::end(kImageFiles));
    return *found;
}

std::string refusal(std::span<const std::byte> file) {
    try {
        decode_image(file, "photos/cat.png");
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

void put_u32_big_endian(std::vector<std::byte>& bytes, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) {
        bytes[at + i] = static_cast<std::byte>(value >> (24 - 8 * i));
    }
}

}  // namespace

TEST_CASE("image codec: every kind of file gives the pixels that Pillow reads") {
    for (const ImageFile& file : kImageFiles) {
        CAPTURE(file.name);
        const auto expected = bytes_of(file.pixels);
        const ImageU8 image = decode_image(bytes_of(file.file), file.name);
        CHECK(image.width == file.width);
        CHECK(image.height == file.height);
        REQUIRE(image.channels == file.channels);
        REQUIRE(image.pixels.size() == expected.size());
        int worst = 0;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            worst =
                std::max(worst, std::abs(int{image.pixels[i]} - std::to_integer<int>(expected[i])));
        }
        CHECK(worst <= file.tolerance);
    }
}

TEST_CASE("image codec: a file cut off anywhere is an error that names it") {
    for (const ImageFile& file : kImageFiles) {
        CAPTURE(file.name);
        const auto whole = bytes_of(file.file);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const std::string message = refusal(std::span(whole).first(size));
            CAPTURE(size);
            CHECK(message.starts_with("photos/cat.png: "));
        }
    }
}

TEST_CASE("image codec: what is no picture, or of another kind, is refused in words") {
    const auto text = [](std::string_view content) {
        return refusal(std::as_bytes(std::span(content)));
    };
    CHECK(text("") == "photos/cat.png: the file is empty");
    CHECK(text("GIF89a\1\0\1\0\0\0\0;") ==
          "photos/cat.png: a GIF file: only PNG, JPEG, BMP and WebP are read");
    CHECK(text("BM is how this text begins, and it goes on for a while")
              .ends_with("its content is not a PNG, JPEG, BMP or WebP image"));
    CHECK(text("\x89PNG\r\n\x1a\n").starts_with("photos/cat.png: "));
    CHECK(text("\xff\xd8\xff\xe0 random").starts_with("photos/cat.png: "));
}

TEST_CASE("image codec: sizes beyond the limits are refused from the header") {
    auto png = bytes_of(file_named("png_grey").file);
    SUBCASE("a side of 8193") {
        put_u32_big_endian(png, 16, 8193);
        CHECK(refusal(png) != "");
    }
    SUBCASE("2^31 by 2^31") {
        put_u32_big_endian(png, 16, 0x7fffffff);
        put_u32_big_endian(png, 20, 0x7fffffff);
        CHECK(refusal(png) != "");
    }
    SUBCASE("no pixels") {
        put_u32_big_endian(png, 16, 0);
        CHECK(refusal(png) != "");
    }
    SUBCASE("BMP, 30000 wide") {
        auto bmp = bytes_of(file_named("bmp_24").file);
        bmp[18] = std::byte{0x30};
        bmp[19] = std::byte{0x75};
        CHECK(refusal(bmp) ==
              "photos/cat.png: 30000×3 pixels are more than the 8192 a side that are read");
    }
    SUBCASE("BMP, height INT_MIN") {
        auto bmp = bytes_of(file_named("bmp_24").file);
        bmp[25] = std::byte{0x80};
        bmp[22] = std::byte{0};
        CHECK(refusal(bmp) != "");
    }
    SUBCASE("a file of more than 64 MiB") {
        png.resize((std::size_t{64} << 20) + 1);
        CHECK(refusal(png) == "photos/cat.png: the file is larger than the 64 MiB that are read");
    }
}

TEST_CASE("image codec: a flipped bit in a PNG's pixels is noticed") {
    auto png = bytes_of(file_named("png_rgb").file);
    png[50] ^= std::byte{4};
    CHECK(refusal(png) == "photos/cat.png: the data are damaged (wrong checksum)");
}

TEST_CASE("image codec: a BMP whose rows run from the top is not turned over") {
    auto bmp = bytes_of(file_named("bmp_24").file);
    const ImageU8 upwards = decode_image(bmp, "bmp");
    for (std::size_t i = 22; i < 26; ++i)
        bmp[i] = ~bmp[i];       // 3 becomes −4 …
    bmp[22] = std::byte{0xfd};  // … −3
    const ImageU8 downwards = decode_image(bmp, "bmp");
    const std::size_t row = 15;
    CHECK(std::equal(upwards.pixels.begin(), upwards.pixels.begin() + row,
                     downwards.pixels.end() - row));
}

TEST_CASE("image codec: PNG files written come back pixel by pixel") {
    const zscope::test::TempFolder folder;
    zscope::ImageRgba8 rgba{67, 41, std::vector<std::uint8_t>(67 * 41 * 4)};
    for (std::size_t i = 0; i < rgba.pixels.size(); ++i) {
        rgba.pixels[i] = i % 4 == 3 ? 255 : static_cast<std::uint8_t>(i * i % 251);
    }
    const auto png = zscope::encode_png(rgba);
    CHECK(png == zscope::encode_png(rgba));
    const ImageU8 back = decode_image(std::as_bytes(std::span(png)), "png");
    REQUIRE(back.channels == 3);
    bool equal = back.width == 67 && back.height == 41;
    for (std::size_t i = 0; i < 67 * 41; ++i) {
        for (std::size_t c = 0; c < 3; ++c) {
            equal = equal && back.pixels[3 * i + c] == rgba.pixels[4 * i + c];
        }
    }
    CHECK(equal);

    for (const int channels : {1, 3}) {
        ImageU8 image{9, 5, channels, std::vector<std::uint8_t>(45U * channels)};
        for (std::size_t i = 0; i < image.pixels.size(); ++i) {
            image.pixels[i] = static_cast<std::uint8_t>(i * 7);
        }
        zscope::write_png(folder / "deep/er.png", image);
        const auto file = zscope::read_file(folder / "deep/er.png", 1 << 20);
        CHECK(decode_image(file, "er.png") == image);
    }
}
