// SPDX-License-Identifier: MIT
// The attempt to bring a thing back, small: a generator of random weights, the oracles of Faces.
#include "core/engine/surgery/back_trial.h"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <vector>

#include "../tiny_models.h"
#include "core/base/error.h"
#include "core/engine/oracle.h"
#include "core/engine/shipped_oracle.h"
#include "core/surgery/baking.h"
#include "core/worlds/world.h"

namespace zscope {
namespace {

constexpr std::int64_t kStarts = 3;

std::size_t hat_of(const World& world) {
    std::size_t at = 0;
    while (world.attributes()[at].key != "hat")
        ++at;
    return at;
}

BackTask small_task() {
    BackTask task;
    task.model = test::tiny_model({.with_d = false});
    task.weights = Weights::raw;
    Edit edit;
    edit.block = 2;
    edit.units = std::vector<std::int64_t>{0, 3};
    task.edits = {edit};
    task.thing = "hat";
    task.oracle = shipped_oracle(find_world("faces"));
    task.search.starts = kStarts;
    task.search.steps = 6;
    return task;
}

// The oracle's logit of the thing in each image of z.
std::vector<float> logits(Oracle& oracle, Sampler& sampler, const std::vector<float>& z) {
    const OracleReading reading = oracle.read(sampler.images(z));
    const std::size_t all = reading.values.size() / static_cast<std::size_t>(reading.count);
    std::vector<float> values;
    for (std::size_t i = 0; i < static_cast<std::size_t>(reading.count); ++i)
        values.push_back(reading.values[i * all + hat_of(oracle.world())]);
    return values;
}

// Wilson's interval, written out.
void check_wilson(const Estimate& share, double hits, double n) {
    constexpr double z = 1.959963985;
    const double p = hits / n, middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    CHECK(share.value == doctest::Approx(p));
    CHECK(share.low == doctest::Approx(middle - half).epsilon(1e-6));
    CHECK(share.high == doctest::Approx(middle + half).epsilon(1e-6));
}

}  // namespace

TEST_CASE("bringing back: z of the prior, ever more of the thing, judged by the other oracle") {
    const BackTask task = small_task();
    const World& world = find_world("faces");
    if (!std::filesystem::exists(task.oracle)) {
        MESSAGE("this build comes without the oracles of Faces: nothing to ask");
        return;
    }
    std::vector<BackProgress> said;
    const BackTrial trial =
        try_to_bring_back(task, {}, [&said](const BackProgress& now) { said.push_back(now); });
    CHECK(trial.report.starts == kStarts);
    CHECK(trial.report.judge == "the second oracle of faces");
    Oracle first = Oracle::shipped(world), second = Oracle::shipped(world, true);
    Sampler whole(task.model, Weights::raw);
    Sampler baked(std::make_shared<const ModelSnapshot>(bake_edits(*task.model, task.edits)),
                  Weights::raw);
    const std::vector<float> start = torch_randn(task.search.seed, kStarts * 10);
    const float yes = second.limits()[hat_of(world)].yes_above;
    for (Sampler* sampler : {&whole, &baked}) {
        const bool edited = sampler == &baked;
        CAPTURE(edited);
        const BackTrial::Found& found = trial.found[edited ? 1 : 0];
        const BackOutcome& outcome = edited ? trial.report.edited : trial.report.whole;
        REQUIRE(found.z.size() == kStarts * 10);
        const std::vector<float> before = logits(first, *sampler, start);
        const std::vector<float> after = logits(first, *sampler, found.z);
        const std::vector<float> judged = logits(second, *sampler, found.z);
        int hits = 0;
        for (std::size_t i = 0; i < kStarts; ++i) {
            double squares = 0.0;
            for (std::size_t k = 0; k < 10; ++k)
                squares += found.z[i * 10 + k] * found.z[i * 10 + k];
            // The shell: sqrt(10 − 1/2) ± 3.0902 · sqrt(1/2).
            CHECK(std::sqrt(squares) > 3.0822 - 2.1852);
            CHECK(std::sqrt(squares) < 3.0822 + 2.1852);
            CHECK(after[i] > before[i]);
            hits += judged[i] > yes ? 1 : 0;
        }
        check_wilson(outcome.found, hits, kStarts);
        CHECK_FALSE(outcome.pixels.known());  // a hat has no place in Faces
        CHECK(outcome.random.count == 1000);
        const Tiles drawn = tiles_of(sampler->images(found.z));
        REQUIRE(found.pictures.size() == kStarts);
        for (std::size_t i = 0; i < kStarts; ++i)
            CHECK(*found.pictures[i] == *drawn[i]);
    }
    // Other units than those: another generator, other pictures.
    CHECK(trial.found[2].z != trial.found[1].z);
    CHECK(trial.found[2].z != trial.found[0].z);
    CHECK(said.front().seconds_left < 0.0);
    CHECK(said.back().seconds_left >= 0.0);
    for (std::size_t i = 1; i < said.size(); ++i)
        CHECK(said[i].share >= said[i - 1].share);
    CHECK(said.back().share <= 1.0);
}

TEST_CASE("bringing back ends when asked to, and says what cannot be tried") {
    BackTask task = small_task();
    if (!std::filesystem::exists(task.oracle)) return;
    std::stop_source stop;
    int said = 0;
    CHECK_THROWS_WITH_AS(try_to_bring_back(task, stop.get_token(),
                                           [&](const BackProgress&) {
                                               if (++said == 4) stop.request_stop();
                                           }),
                         "stopped", Error);
    CHECK(said == 4);
    task.edits[0].units.reset();
    CHECK_THROWS_WITH_AS(try_to_bring_back(task),
                         "an edit of a whole block leaves no other units to compare with", Error);
    task = small_task();
    task.edits[0].op = EditOp::invert;
    CHECK_THROWS_AS(try_to_bring_back(task), Error);
    task = small_task();
    task.thing = "window";  // of Rooms
    CHECK_THROWS_AS(try_to_bring_back(task), Error);
}

}  // namespace zscope
