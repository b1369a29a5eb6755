// SPDX-License-Identifier: MIT
#include "core/io/data/data_set.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "core/base/error.h"
#include "core/io/image_codec.h"
#include "tests/io/data/data_files.h"
#include "tests/temp_folder.h"

using namespace zscope;
using test::TempFolder;
namespace fs = std::filesystem;

namespace {

void write_flat(const fs::path& path, int value, int width = 16, int height = 16) {
    const auto pixels = static_cast<std::size_t>(3 * width * height);
    write_png(path, ImageU8{width, height, 3,
                            std::vector<std::uint8_t>(pixels, static_cast<std::uint8_t>(value))});
}

// Twenty images of one grey each, in two subfolders, one of them broken.
void write_set(const fs::path& folder) {
    for (int i = 0; i < 20; ++i)
        write_flat(folder / (i < 10 ? "a" : "b") / (std::to_string(100 + i) + ".png"), 10 * i);
    write_file_atomically(folder / "a" / "104.png", "broken");
}

DataSetOptions options_in(const fs::path& cache, bool in_memory = false) {
    DataSetOptions options;
    options.size = 8;
    options.cache_folder = cache;
    if (!in_memory) options.most_in_memory = 0;
    return options;
}

DataSet opened(const fs::path& folder, const DataSetOptions& options) {
    return open_data_set(folder, options, {}, [](double, const std::string&) {});
}

std::vector<int> greys(DataSource& source) {
    std::vector<int> values;
    std::vector<std::uint8_t> pixels(
        static_cast<std::size_t>(source.size() * source.size() * source.channels()));
    for (std::int64_t i = 0; i < source.count(); ++i) {
        source.read(i, pixels);
        values.push_back(pixels.front());
    }
    return values;
}

std::vector<int> expected_greys() {
    std::vector<int> values;
    for (int i = 0; i < 20; ++i) {
        if (i != 4) values.push_back(10 * i);
    }
    return values;
}

fs::path file_in(const fs::path& folder, const std::string& extension) {
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().string().ends_with(extension)) return entry.path();
    }
    return {};
}

}  // namespace

TEST_CASE("data set: from memory and from the cache come the same images, labels and complaints") {
    const TempFolder set, cache;
    write_set(set.path());
    const DataSet memory = opened(set.path(), options_in(cache.path(), true));
    CHECK(!memory.cached);
    CHECK(fs::is_empty(cache.path()));
    const DataSet first = opened(set.path(), options_in(cache.path()));
    CHECK(first.cached);
    const DataSet again = opened(set.path(), options_in(cache.path()));
    for (const DataSet* data : {&memory, &first, &again}) {
        CHECK(greys(*data->source) == expected_greys());
        CHECK(data->source->description() == "19 images from " + set.path().filename().string());
        REQUIRE(data->left_out.size() == 1);
        CHECK(data->left_out[0] ==
              (set / "a/104.png: its content is not a PNG, JPEG, BMP or WebP image"));
        REQUIRE(data->source->labels() != nullptr);
        CHECK(data->source->labels()->columns[0].words == std::vector<std::string>{"a", "b"});
        CHECK(data->source->labels()->at(8, 0) == 0);
        CHECK(data->source->labels()->at(9, 0) == 1);
    }
}

TEST_CASE("data set: the cache is used as long as the files are the same, and only then") {
    const TempFolder set, cache;
    write_set(set.path());
    (void)opened(set.path(), options_in(cache.path()));
    const auto made = fs::last_write_time(file_in(cache.path(), ".zspk"));
    (void)opened(set.path(), options_in(cache.path()));
    CHECK(fs::last_write_time(file_in(cache.path(), ".zspk")) == made);
    write_flat(set / "b/200.png", 7);
    CHECK(greys(*opened(set.path(), options_in(cache.path())).source).back() == 7);
    // The same names and sizes at another time: the content may be another.
    fs::last_write_time(set / "b/200.png",
                        fs::last_write_time(set / "b/200.png") - std::chrono::hours(1));
    const auto before = fs::last_write_time(file_in(cache.path(), ".zspk"));
    (void)opened(set.path(), options_in(cache.path()));
    CHECK(fs::last_write_time(file_in(cache.path(), ".zspk")) != before);
    DataSetOptions squashed = options_in(cache.path());
    squashed.crop = Crop::squash;
    (void)opened(set.path(), squashed);
    CHECK(std::distance(fs::directory_iterator(cache.path()), fs::directory_iterator()) == 4);
}

TEST_CASE("data set: crop takes the middle or all") {
    const TempFolder set, cache;
    // Left half black, right half white: the middle square of 16 × 8 has both in halves again, and
    // of 8 columns four; a bar at the left edge is in the squashed image only.
    ImageU8 image{32, 8, 3, std::vector<std::uint8_t>(32 * 8 * 3, 0)};
    for (std::size_t y = 0; y < 8; ++y) {
        for (std::size_t x = 0; x < 8 * 3; ++x)
            image.pixels[y * 32 * 3 + x] = 200;
    }
    write_png(set / "bar.png", image);
    DataSetOptions options = options_in(cache.path(), true);
    CHECK(greys(*opened(set.path(), options).source) == std::vector<int>{0});
    options.crop = Crop::squash;
    CHECK(greys(*opened(set.path(), options).source) == std::vector<int>{200});
}

TEST_CASE("data set: a stopped making goes on where it was, to the same images") {
    const TempFolder set, cache;
    for (int i = 0; i < 1200; ++i)
        write_flat(set / (std::to_string(1000 + i) + ".png"), i % 250, 2, 2);
    write_file_atomically(set / "1003.png", "broken");
    std::stop_source stop;
    const auto stop_soon = [&](double share, const std::string&) {
        if (share > 0.3) stop.request_stop();
    };
    CHECK_THROWS_AS(
        open_data_set(set.path(), options_in(cache.path()), stop.get_token(), stop_soon), Error);
    CHECK(!file_in(cache.path(), ".part").empty());
    double first = -1.0;
    const DataSet data =
        open_data_set(set.path(), options_in(cache.path()), {}, [&](double share, const auto&) {
            if (first < 0.0 && share > 0.0) first = share;
        });
    CHECK(first > 0.4);  // 512 of 1200 were there
    std::vector<int> expected;
    for (int i = 0; i < 1200; ++i) {
        if (i != 3) expected.push_back(i % 250);
    }
    CHECK(greys(*data.source) == expected);
    CHECK(data.left_out.size() == 1);
    CHECK(file_in(cache.path(), ".part").empty());
    CHECK(file_in(cache.path(), ".journal").empty());
}

TEST_CASE("data set: a lost journal begins the making anew") {
    const TempFolder set, cache;
    for (int i = 0; i < 1200; ++i)
        write_flat(set / (std::to_string(1000 + i) + ".png"), i % 250, 2, 2);
    std::stop_source stop;
    const auto stop_soon = [&](double share, const std::string&) {
        if (share > 0.3) stop.request_stop();
    };
    CHECK_THROWS_AS(
        open_data_set(set.path(), options_in(cache.path()), stop.get_token(), stop_soon), Error);
    fs::resize_file(file_in(cache.path(), ".journal"), 300);
    const DataSet data = opened(set.path(), options_in(cache.path()));
    CHECK(greys(*data.source)[1199] == 1199 % 250);
}

TEST_CASE("data set: a damaged image of the cache is replaced by the next and told once") {
    const TempFolder set, cache;
    write_set(set.path());
    (void)opened(set.path(), options_in(cache.path()));
    const fs::path file = file_in(cache.path(), ".zspk");
    const auto size = static_cast<std::int64_t>(fs::file_size(file));
    {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(size - 17 * 8 * 8 * 3 + 5);  // within the third of 19 images
        stream.put('\x7f');
    }
    std::vector<std::string> told;
    DataSetOptions options = options_in(cache.path());
    options.on_bad_image = [&](const std::string& line) { told.push_back(line); };
    const DataSet data = opened(set.path(), options);
    auto expected = expected_greys();
    expected[2] = expected[3];
    CHECK(greys(*data.source) == expected);
    CHECK(greys(*data.source) == expected);
    CHECK(told.size() == 1);
}

TEST_CASE("data set: a damaged index or cut off cache is made again") {
    const TempFolder set, cache;
    write_set(set.path());
    for (const char* extension : {".zsix", ".zspk"}) {
        (void)opened(set.path(), options_in(cache.path()));
        const fs::path file = file_in(cache.path(), extension);
        fs::resize_file(file, fs::file_size(file) - 1);
        CHECK(greys(*opened(set.path(), options_in(cache.path())).source) == expected_greys());
    }
}

TEST_CASE("data set: a list leaves images out, and the cache is shared with those who want all") {
    const TempFolder set, cache;
    write_set(set.path());
    (void)opened(set.path(), options_in(cache.path()));
    write_file_atomically(set / "list.txt", "a/101.png\r\nno/such.png\n\nb/119.png\n");
    DataSetOptions options = options_in(cache.path());
    options.exclude = read_exclude_list(set / "list.txt");
    const DataSet data = opened(set.path(), options);
    auto expected = expected_greys();
    expected.erase(expected.begin() + 1);
    expected.pop_back();
    CHECK(greys(*data.source) == expected);
    CHECK(data.source->labels()->at(8, 0) == 1);
    CHECK(data.source->description().ends_with("(2 left out by a list)"));
}

TEST_CASE("data set: where nothing is usable, the first reason is told") {
    const TempFolder set, cache;
    write_file_atomically(set / "a.png", "broken");
    for (const bool in_memory : {true, false}) {
        try {
            (void)opened(set.path(), options_in(cache.path(), in_memory));
            FAIL("no error");
        } catch (const Error& error) {
            CHECK(std::string(error.what()).find("a.png: its content is not") != std::string::npos);
        }
    }
}
