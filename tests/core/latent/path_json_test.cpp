// SPDX-License-Identifier: MIT
#include "core/latent/path_json.h"

#include <doctest/doctest.h>

#include "core/base/error.h"

using zscope::parse_latent_source;
using zscope::parse_path;

namespace {

std::string path_text(const std::string& points, const std::string& more = "") {
    return R"({"format":"zscope-path","version":1)" + more + R"(,"points":[)" + points + "]}";
}

void refuses(const std::string& text, const std::string& words) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(parse_path(text, "p.json"),
                         doctest::Contains(("p.json: " + words).c_str()), zscope::Error);
}

}  // namespace

TEST_CASE("a path's file says what is left out") {
    const zscope::PathFile path = parse_path(
        path_text(R"({"seed":7},{"seed":7,"row":3},{"file":"a.safetensors","row":2,"hold_s":0.5},)"
                  R"({"z":[1,-2.5]})"),
        "p.json");
    CHECK(path.mode == zscope::PathMode::slerp);
    CHECK_FALSE(path.closed);
    CHECK(path.segment_s == 1.0);
    REQUIRE(path.points.size() == 4);
    CHECK(path.points[0].source == zscope::LatentSource(zscope::SeedSource{7, 0, 1}));
    CHECK(path.points[1].source == zscope::LatentSource(zscope::SeedSource{7, 3, 64}));
    CHECK(path.points[2].source == zscope::LatentSource(zscope::FileSource{"a.safetensors", 2}));
    CHECK(path.points[2].hold_s == 0.5);
    CHECK(path.points[3].source == zscope::LatentSource(zscope::ValueSource{{1, -2.5F}}));
}

TEST_CASE("a path comes back from its file as it was") {
    zscope::PathFile path{zscope::PathMode::classic_slerp, true, 2.5, {}};
    path.points = {{zscope::SeedSource{~std::uint64_t{0}, 3, 1000}, 0.25},
                   {zscope::FileSource{"a b.safetensors", 9}, 0.0},
                   {zscope::ValueSource{{0.1F, -1e-30F}}, 1.0}};
    CHECK(parse_path(zscope::path_to_json(path), "p.json") == path);
}

TEST_CASE("a path's file that is wrong names the key") {
    const std::string two = R"({"seed":1},{"seed":2})";
    refuses("{", "this is not JSON");
    refuses(R"({"format":"other","version":1,"points":[]})",
            R"(path: format: must be "zscope-path", not "other")");
    refuses(R"({"format":"zscope-path","version":2,"points":[]})",
            "path: version: this zscope reads version 1, not 2; take a newer zscope");
    refuses(path_text(two, R"(,"close":true)"), R"(path: unknown key "close")");
    refuses(path_text(two, R"(,"mode":"cubic")"),
            R"(path: mode: unknown value "cubic"; known: slerp, lerp, classic-slerp)");
    refuses(path_text(R"({"seed":1})"), "path: points: a path has 2 to 16 key points, not 1");
    refuses(path_text(R"({"seed":1,"z":[1]},{"seed":2})"),
            "path.points[0]: it must have one of seed, file and z");
    refuses(path_text(R"({"seed":1},{"hold_s":1})"),
            "path.points[1]: it must have one of seed, file and z");
    refuses(path_text(R"({"seed":1},7)"), "path.points[1] must be an object, not 7");
    refuses(path_text(R"({"seed":1},{"seed":2,"rwo":1})"), R"(path.points[1]: unknown key "rwo")");
    refuses(path_text(R"({"seed":1},{"seed":2,"row":64})"),
            "path.points[1]: row: must be from 0 to 63");
    refuses(path_text(R"({"seed":1},{"seed":2,"row":0,"count":9999999999})"),
            "path.points[1]: count: must be from 1 to 100000");
    CHECK_THROWS_AS(parse_path(path_text(R"({"seed":1},{"z":["a"]})"), "p"), zscope::Error);
}

TEST_CASE("a latent on the command line") {
    const auto check = [](const char* text, const zscope::LatentSource& source, double weight) {
        CAPTURE(text);
        const zscope::WeightedSource parsed = parse_latent_source(text);
        CHECK(parsed.source == source);
        CHECK(parsed.weight == weight);
    };
    check("7", zscope::SeedSource{7, 0, 1}, 1.0);
    check("7:0", zscope::SeedSource{7, 0, 64}, 1.0);
    check("7:999/1000*-0.5", zscope::SeedSource{7, 999, 1000}, -0.5);
    check("18446744073709551615", zscope::SeedSource{~std::uint64_t{0}, 0, 1}, 1.0);
    check("a:b/z.safetensors", zscope::FileSource{"a:b/z.safetensors", 0}, 1.0);
    check("z.safetensors:12*2", zscope::FileSource{"z.safetensors", 12}, 2.0);
    for (const char* text : {"7", "7:0", "7:3/1000", "z.safetensors:4"})
        CHECK(zscope::text_of(parse_latent_source(text).source) == text);
}

TEST_CASE("what is no latent on the command line is refused with what it should be") {
    const auto refuse = [](const char* text, const char* words) {
        CAPTURE(text);
        CHECK_THROWS_WITH_AS(parse_latent_source(text), doctest::Contains(words), zscope::Error);
    };
    for (const char* text : {"", "x", "-1", "7.5", "0x7", "z.pth", "18446744073709551616", ":3"})
        refuse(text, "not a latent; write a seed (7)");
    refuse("7:64", "write 7:64/COUNT for more");
    refuse("7:x", "a row is a whole number");
    refuse("7:-1", "a row is a whole number");
    refuse("7:0/0", "the number of rows is from 1");
    refuse("7*", "the weight behind * is no number");
    refuse("7*nan", "the weight behind * is no number");
    refuse("z.safetensors:x", "a row is a whole number");
}
