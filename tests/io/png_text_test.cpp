// SPDX-License-Identifier: MIT
#include "core/io/png_text.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <cstring>

#include "core/base/error.h"
#include "core/io/image_codec.h"
#include "core/io/recipe_file.h"
#include "tests/temp_folder.h"

using namespace zscope;

namespace {

ImageRgba8 picture() {
    ImageRgba8 image{7, 5, {}};
    for (int i = 0; i < 7 * 5; ++i) {
        for (const int value : {i, 2 * i, 255 - i, 255})
            image.pixels.push_back(static_cast<std::uint8_t>(value));
    }
    return image;
}

std::span<const std::byte> bytes_of(const std::vector<std::uint8_t>& file) {
    return std::as_bytes(std::span(file));
}

void put_u32(std::vector<std::uint8_t>& out, std::uint32_t value) {
    for (const unsigned shift : {24U, 16U, 8U, 0U})
        out.push_back(static_cast<std::uint8_t>(value >> shift));
}

// A PNG with a chunk made by hand, after its header.
std::vector<std::uint8_t> with_chunk(const std::string& name_and_data) {
    const std::vector<std::uint8_t> plain = encode_png(picture());
    std::vector<std::uint8_t> file(plain.begin(), plain.begin() + 33);
    put_u32(file, static_cast<std::uint32_t>(name_and_data.size() - 4));
    file.insert(file.end(), name_and_data.begin(), name_and_data.end());
    put_u32(file, static_cast<std::uint32_t>(
                      crc32(0, reinterpret_cast<const Bytef*>(name_and_data.data()),
                            static_cast<uInt>(name_and_data.size()))));
    file.insert(file.end(), plain.begin() + 33, plain.end());
    return file;
}

std::string zipped(const std::string& text) {
    uLongf size = compressBound(text.size());
    std::string out(size, '\0');
    compress(reinterpret_cast<Bytef*>(out.data()), &size,
             reinterpret_cast<const Bytef*>(text.data()), text.size());
    out.resize(size);
    return out;
}

const std::string kBegin("iTXtzscope\0", 11);

}  // namespace

TEST_CASE("a text goes into a PNG and comes out, and the pixels stay") {
    const std::vector<std::uint8_t> plain = encode_png(picture());
    const std::string text = "{\"ä\": [" + std::string(100'000, '1') + "]}";
    const std::vector<std::uint8_t> file = with_png_text(plain, "zscope", text);
    CHECK(read_png_text(bytes_of(file), "zscope") == text);
    CHECK_FALSE(read_png_text(bytes_of(file), "zscop"));
    CHECK_FALSE(read_png_text(bytes_of(plain), "zscope"));
    CHECK(decode_image(bytes_of(file), "x") == decode_image(bytes_of(plain), "x"));
}

TEST_CASE("what is no PNG holds no text") {
    CHECK_FALSE(read_png_text({}, "zscope"));
    CHECK_FALSE(read_png_text(std::as_bytes(std::span("\xff\xd8\xff\xe0")), "zscope"));
}

TEST_CASE("texts of other writers are read, packed or not") {
    const auto read = [](const std::string& chunk) {
        return read_png_text(bytes_of(with_chunk(chunk)), "zscope");
    };
    CHECK(read(kBegin + std::string("\0\0en\0zscope\0hello", 17)) == "hello");
    CHECK(read(kBegin + std::string("\1\0\0\0", 4) + zipped("hello")) == "hello");
    CHECK_FALSE(read(std::string("tEXtzscope\0hello", 16)));
}

TEST_CASE("hostile chunks are refused with the reason") {
    const auto why = [](const std::vector<std::uint8_t>& file) {
        try {
            (void)read_png_text(bytes_of(file), "zscope");
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string("nothing");
    };
    std::vector<std::uint8_t> file = with_png_text(encode_png(picture()), "zscope", "text");
    std::vector<std::uint8_t> flipped = file;
    flipped[33 + 8 + 14] ^= 1;
    CHECK(why(flipped) == "its text is damaged (wrong checksum)");
    std::vector<std::uint8_t> cut(file.begin(), file.begin() + 50);
    CHECK(why(cut) == "the file ends early");
    std::vector<std::uint8_t> huge = file;
    std::memset(huge.data() + 33, 0x7f, 4);
    CHECK(why(huge) == "the file ends early");
    CHECK(why(with_chunk(kBegin)) == "its text chunk is damaged");
    CHECK(why(with_chunk(kBegin + std::string("\0\0no end", 8))) == "its text chunk is damaged");
    CHECK(why(with_chunk(kBegin + std::string("\2\0\0\0", 4))) ==
          "its text is packed in an unknown way");
    CHECK(why(with_chunk(kBegin + std::string("\1\0\0\0rubbish", 11))) ==
          "its text cannot be unpacked");
    CHECK(why(with_chunk(kBegin + std::string("\0\0\0\0\xff\xfe", 6))) == "its text is not UTF-8");
    const std::string bomb = zipped(std::string(kMostPngText + 1, ' '));
    CHECK(bomb.size() < 50'000);
    CHECK(why(with_chunk(kBegin + std::string("\1\0\0\0", 4) + bomb)) ==
          "its text is longer than the 16 MiB that are read");
    CHECK(why(with_png_text(file, "zscope", "another")) == "it holds the text \"zscope\" twice");
}

TEST_CASE("a recipe in a file: read back, none, or damaged") {
    const test::TempFolder folder;
    Session session;
    session.grid = {3, 4, -1};
    const Recipe recipe = make_recipe(RecipeTool::samples, session, SampleBook(), DirectionBook(),
                                      {"id", "a model", Weights::raw, "/somewhere"});
    write_png(folder / "with.png", picture(), recipe);
    write_png(folder / "without.png", picture());
    write_recipe(folder / "recipe.json", recipe);
    CHECK(read_recipe(folder / "with.png") == recipe);
    CHECK(read_recipe(folder / "recipe.json") == recipe);
    CHECK_FALSE(find_recipe(folder / "without.png"));
    const std::string none = (folder / "without.png").string();
    CHECK_THROWS_WITH_AS((void)read_recipe(none), doctest::Contains("there is no recipe in it"),
                         Error);
    CHECK_THROWS_WITH_AS((void)find_recipe(folder / "nowhere.png"),
                         doctest::Contains("nowhere.png"), Error);
}
