// SPDX-License-Identifier: MIT
#include "core/worlds/labels.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "core/worlds/random_stream.h"

namespace zscope {
namespace {

constexpr std::array kAttributes{
    WorldAttribute{.key = "man", .title = "Man", .help = "", .share = 0.5},
    WorldAttribute{.key = "hat", .title = "Hat", .help = "", .share = 0.2},
    WorldAttribute{.key = "turn",
                   .title = "Turn",
                   .help = "",
                   .kind = WorldAttribute::Kind::degrees,
                   .spread = 40.0},
};

struct Counted {
    double man = 0, hat = 0, both = 0, turn = 0;
};

Counted count(const WorldOptions& options, int number) {
    const double images = number;
    Counted counted;
    for (int i = 0; i < number; ++i) {
        const auto labels = draw_labels(kAttributes, options, i);
        counted.man += static_cast<double>(labels[0]) / images;
        counted.hat += static_cast<double>(labels[1]) / images;
        counted.both += static_cast<double>(labels[0] * labels[1]) / images;
        counted.turn += static_cast<double>(std::abs(labels[2])) / images;
    }
    return counted;
}

}  // namespace

TEST_CASE("labels have their shares and are independent unless asked") {
    const int images = 20000;  // a share's standard error is at most 0.0036: four of them
    const Counted counted = count({}, images);
    CHECK(std::abs(counted.man - 0.5) < 0.0144);
    CHECK(std::abs(counted.hat - 0.2) < 0.0144);
    CHECK(std::abs(counted.both - counted.man * counted.hat) < 0.0144);
    CHECK(std::abs(counted.turn - 20.0) < 0.4);  // the mean of |uniform in ±40|
}

TEST_CASE("a correlation moves the joint share and leaves both shares alone") {
    const int images = 20000;
    const Counted most = count({.correlations = {{"hat", "man", 1.0}}}, images);
    CHECK(std::abs(most.man - 0.5) < 0.0144);
    CHECK(std::abs(most.hat - 0.2) < 0.0144);
    CHECK(most.both == doctest::Approx(most.hat));  // every hat on a man
    const Counted least = count({.correlations = {{"hat", "man", -1.0}}}, images);
    CHECK(std::abs(least.hat - 0.2) < 0.0144);
    CHECK(least.both == 0.0);
    const Counted half = count({.correlations = {{"hat", "man", 0.5}}}, images);
    CHECK(std::abs(half.both - 0.5 * 0.3) < 0.0144);  // 0.2 + 0.5·(0.4 − 0.2) of the men
}

TEST_CASE("conditional shares keep the overall share for every strength") {
    for (const double target : {0.05, 0.3, 0.5, 0.9}) {
        for (const double given : {0.1, 0.5, 0.8}) {
            for (double strength = -1.0; strength <= 1.0; strength += 0.25) {
                const auto shares = conditional_shares(target, given, strength);
                CHECK(shares.with >= 0.0);
                CHECK(shares.with <= 1.0);
                CHECK(given * shares.with + (1 - given) * shares.without ==
                      doctest::Approx(target));
            }
        }
    }
}

TEST_CASE("holding one attribute leaves all others as they were") {
    const WorldOptions held{.correlations = {{"hat", "man", 1.0}}, .fixed = {{"man", 0.0}}};
    const WorldOptions free{.correlations = {{"hat", "man", 1.0}}};
    for (int i = 0; i < 200; ++i) {
        const auto a = draw_labels(kAttributes, held, i);
        const auto b = draw_labels(kAttributes, free, i);
        CHECK(a[0] == 0.0F);
        CHECK(a[1] == b[1]);
        CHECK(a[2] == b[2]);
    }
}

TEST_CASE("the random stream is splitmix64, and streams of other names differ") {
    RandomStream a(1, 2, "skin");
    RandomStream b(1, 2, "skin");
    RandomStream c(1, 2, "hair");
    RandomStream d(1, 3, "skin");
    const auto first = a.bits();
    CHECK(first == b.bits());
    CHECK(first != c.bits());
    CHECK(first != d.bits());
    double mean = 0;
    double square = 0;
    const int draws = 20000;
    for (int i = 0; i < draws; ++i) {
        const double value = a.normal(0.0, 1.0);
        mean += value / draws;
        square += value * value / draws;
    }
    CHECK(std::abs(mean) < 0.03);          // standard error 0.007
    CHECK(std::abs(square - 1.0) < 0.05);  // standard error 0.010
}

}  // namespace zscope
