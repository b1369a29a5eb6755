// SPDX-License-Identifier: MIT
#include "core/history/health.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using zscope::Health;
using zscope::HealthLevel;
using zscope::judge_health;
using zscope::LossSample;

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

struct Run {
    float d_x, d_g_z;
    float swing = 0.0F;  // amplitude of a slow sine on both
    float loss_d = 1.0F, loss_g = 2.0F;
    std::size_t steps = 400;
    std::int64_t first_step = 1000;
};

std::vector<LossSample> samples(const Run& run) {
    std::vector<LossSample> result(run.steps);
    for (std::size_t i = 0; i < run.steps; ++i) {
        const float wave = run.swing * std::sin(static_cast<float>(i) * 0.15F);
        result[i].step = run.first_step + static_cast<std::int64_t>(i);
        result[i].d_x = run.d_x + wave;
        result[i].d_g_z1 = run.d_g_z - wave;
        result[i].loss_d = run.loss_d;
        result[i].loss_g = run.loss_g;
    }
    return result;
}

std::string verdict(const Run& run, double spread = kUnknown) {
    return judge_health(samples(run), spread).verdict;
}

}  // namespace

TEST_CASE("health: a balanced run is healthy, with the figures in the reason") {
    const Health health = judge_health(samples({.d_x = 0.7F, .d_g_z = 0.3F, .swing = 0.1F}), 0.9);
    CHECK(health.level == HealthLevel::good);
    CHECK(health.verdict == "Healthy");
    CHECK(health.reason.find("D(x) 0.70 and D(G(z)) 0.30 over the last 200 steps") == 0);
    CHECK(health.advice.empty());
}

TEST_CASE("health: too few steps say nothing, unless a number is broken") {
    CHECK(judge_health({}, kUnknown).level == HealthLevel::unknown);
    auto few = samples({.d_x = 0.7F, .d_g_z = 0.3F, .steps = 49});
    CHECK(judge_health(few, kUnknown).level == HealthLevel::unknown);
    CHECK(judge_health(few, kUnknown).reason == "49 of the 50 steps that a verdict needs.");
    few[20].loss_g = std::numeric_limits<float>::quiet_NaN();
    const Health broken = judge_health(few, kUnknown);
    CHECK(broken.level == HealthLevel::bad);
    CHECK(broken.reason.find("At step 1020 ") == 0);
    CHECK_FALSE(broken.advice.empty());
    few[20].loss_g = std::numeric_limits<float>::infinity();
    CHECK(judge_health(few, kUnknown).verdict == "The numbers are broken");
}

TEST_CASE("health: D that is always right has won, but not in the first steps") {
    const Run won{.d_x = 0.99F, .d_g_z = 0.01F};
    CHECK(verdict(won) == "D has won");
    CHECK(judge_health(samples(won), kUnknown).level == HealthLevel::bad);
    CHECK(judge_health(samples(won), kUnknown).advice.find("learning rate of D") !=
          std::string::npos);
    CHECK(verdict({.d_x = 0.99F, .d_g_z = 0.01F, .steps = 60, .first_step = 1}) == "D is ahead");
    CHECK(verdict({.d_x = 0.88F, .d_g_z = 0.12F}) == "D is ahead");
}

TEST_CASE("health: exploding losses, also when D has won") {
    CHECK(verdict({.d_x = 0.4F, .d_g_z = 0.6F, .loss_d = 25.0F}) == "The losses explode");
    CHECK(verdict({.d_x = 0.99F, .d_g_z = 0.01F, .loss_g = 90.0F}) == "The losses explode");
}

TEST_CASE("health: samples alike with settled losses mean collapse") {
    const Run settled{.d_x = 0.7F, .d_g_z = 0.3F};
    CHECK(verdict(settled, 0.2) == "G has collapsed");
    CHECK(verdict(settled, 0.31) == "Healthy");
    CHECK(verdict(settled, kUnknown) == "Healthy");
    CHECK(judge_health(samples(settled), 0.2).reason.find("only 20 %") != std::string::npos);
    // not settled: a run that has just begun, one that drifts
    CHECK(verdict({.d_x = 0.7F, .d_g_z = 0.3F, .steps = 100}, 0.2) == "Healthy");
    auto drifting = samples(settled);
    for (std::size_t i = 300; i < drifting.size(); ++i)
        drifting[i].d_x = 0.52F;
    CHECK(judge_health(drifting, 0.2).verdict == "Healthy");
}

TEST_CASE("health: swings, a guessing D and a G that is ahead bear watching") {
    CHECK(verdict({.d_x = 0.6F, .d_g_z = 0.4F, .swing = 0.4F}) == "The networks swing");
    CHECK(verdict({.d_x = 0.5F, .d_g_z = 0.49F}) == "D is guessing");
    CHECK(verdict({.d_x = 0.45F, .d_g_z = 0.3F}) == "G is ahead");
    CHECK(verdict({.d_x = 0.7F, .d_g_z = 0.6F}) == "G is ahead");
    for (const Run& run : {Run{.d_x = 0.6F, .d_g_z = 0.4F, .swing = 0.4F},
                           Run{.d_x = 0.5F, .d_g_z = 0.49F}, Run{.d_x = 0.45F, .d_g_z = 0.3F}}) {
        const Health health = judge_health(samples(run), kUnknown);
        CHECK(health.level == HealthLevel::watch);
        CHECK_FALSE(health.reason.empty());
        CHECK_FALSE(health.advice.empty());
    }
}

TEST_CASE("health: only the last 200 steps count") {
    auto run = samples({.d_x = 0.7F, .d_g_z = 0.3F, .steps = 1000});
    for (std::size_t i = 0; i < 800; ++i) {
        run[i].loss_d = std::numeric_limits<float>::quiet_NaN();
        run[i].d_x = 0.99F;
    }
    CHECK(judge_health(run, kUnknown).verdict == "Healthy");
}
