// SPDX-License-Identifier: MIT
#include "core/io/data/world_source.h"

#include <doctest/doctest.h>

#include <stop_token>
#include <vector>

#include "core/base/error.h"
#include "tests/temp_folder.h"

namespace zscope {
namespace {

constexpr auto kQuiet = [](double, const std::string&) {};

WorldWord word_of(const std::string& text) {
    return parse_world_word(text);
}

std::vector<std::uint8_t> image_of(DataSource& source, std::int64_t index) {
    std::vector<std::uint8_t> bytes(
        static_cast<std::size_t>(source.size() * source.size() * source.channels()));
    source.read(index, bytes);
    return bytes;
}

}  // namespace

TEST_CASE("a world as training data is what the world draws, drawn once") {
    const test::TempFolder folder;
    const WorldWord word = word_of("world:faces,count=12,seed=5,hat~man=0.5");
    const auto source = open_world_source(word, 32, 3, folder.path(), {}, kQuiet);
    CHECK(source->count() == 12);
    CHECK(source->size() == 32);
    WorldOptions options = word.options;
    options.size = 32;
    CHECK(image_of(*source, 7) == word.world->draw(options, 7).pixels);
    int pieces = 0;
    const auto again = open_world_source(word, 32, 3, folder.path(), {},
                                         [&](double, const std::string&) { ++pieces; });
    CHECK(pieces == 0);
    CHECK(image_of(*again, 11) == image_of(*source, 11));
    const auto grey = open_world_source(word, 32, 1, folder.path(), {}, kQuiet);
    CHECK(image_of(*grey, 0).size() == 32U * 32U);
}

TEST_CASE("a stopped drawing ends with an error and is gone on with") {
    const test::TempFolder folder;
    const WorldWord word = word_of("world:faces,count=600");
    std::stop_source stop;
    CHECK_THROWS_AS(
        (void)open_world_source(word, 32, 3, folder.path(), stop.get_token(),
                                [&](double, const std::string&) { stop.request_stop(); }),
        Error);
    double first = -1.0;
    const auto source =
        open_world_source(word, 32, 3, folder.path(), {}, [&](double share, const std::string&) {
            if (first < 0.0) first = share;
        });
    CHECK(source->count() == 600);
    CHECK(first > 0.5);  // 256 of 600 were there already
}

TEST_CASE("the words for a world are read back, and wrong ones are explained") {
    for (const char* text : {"world:faces", "world:faces,count=5,seed=9",
                             "world:faces,hat~man=0.8,smile=1", "world:rooms,window~door=-0.25"}) {
        CHECK(world_word(word_of(text)) == text);
    }
    CHECK(world_word(word_of("world:faces,smile=1,seed=0,count=30000")) == "world:faces,smile=1");
    const auto refused = [](const char* text, const char* why) {
        CHECK_THROWS_WITH_AS((void)word_of(text), doctest::Contains(why), Error);
    };
    refused("world:cats", "There are: faces, rooms");
    refused("world:faces,count=0", "must lie in 1");
    refused("world:faces,count", "KEY=VALUE");
    refused("world:faces,seed=-1", "whole number");
    refused("world:faces,nose=1", "no attribute \"nose\"");
    refused("world:faces,smile=2", "0 or 1");
    refused("world:faces,hat~man=2", "-1…1");
    refused("world:faces,hat~nose=1", "no attribute");
    refused("world:faces,hat~man=x", "not a number");
    refused("world:faces,hat~man=0.5,man~hat=0.5", "circle");
    refused("world:faces,hat~hat=0.5", "circle");
}

}  // namespace zscope
