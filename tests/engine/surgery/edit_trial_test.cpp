// SPDX-License-Identifier: MIT
#include "core/engine/surgery/edit_trial.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "../tiny_models.h"
#include "core/base/error.h"
#include "core/engine/surgery/block_facts.h"
#include "core/engine/surgery/unit_samples.h"

namespace zscope {
namespace {

// Where a unit's own map is high, of 8 × 8 cells, in each of `images` samples.
MarkedImages footprints(Sampler& sampler, std::int64_t block, std::int64_t unit,
                        std::int64_t images) {
    MarkedImages marked;
    marked.z = torch_randn(11, images * sampler.model().generator.inputs());
    const HostTensor maps = sampler.block_maps(marked.z, block);
    const std::int64_t side = maps.shape[2], cells = side * side;
    for (std::int64_t i = 0; i < images; ++i) {
        const auto map =
            maps.f32().subspan(static_cast<std::size_t>((i * maps.shape[1] + unit) * cells),
                               static_cast<std::size_t>(cells));
        std::vector<float> sorted(map.begin(), map.end());
        std::ranges::sort(sorted);
        MapMask mask{side, {}};
        for (const float value : map)
            mask.cells.push_back(value > sorted[sorted.size() * 3 / 4] ? 1 : 0);
        marked.masks.push_back(std::move(mask));
    }
    return marked;
}

// A thing that is the red of an image: there where its mean is above `limit`.
Thing redness(float limit) {
    Thing thing;
    thing.name = "red";
    thing.judge = "its mean";
    thing.attributes = {{"red", false, {0.0F, 0.0F}}};
    thing.attribute = 0;
    thing.read = [limit](const HostTensor& images, const std::stop_token&) {
        OracleReading reading;
        reading.count = images.shape[0];
        const auto each =
            static_cast<std::size_t>(images.shape[1] * images.shape[2] * images.shape[3]);
        const auto plane = static_cast<std::size_t>(images.shape[2] * images.shape[3]);
        for (std::int64_t i = 0; i < reading.count; ++i) {
            double sum = 0.0;
            for (std::size_t k = 0; k < plane; ++k)
                sum += images.f32()[static_cast<std::size_t>(i) * each + k];
            reading.values.push_back(static_cast<float>(sum / static_cast<double>(plane)) - limit);
        }
        return reading;
    };
    return thing;
}

}  // namespace

TEST_CASE("a unit is found by the place where its own map is high") {
    Sampler sampler(test::tiny_model({}), Weights::raw);
    for (const std::int64_t unit : {0, 3, 6}) {
        const UnitSamples samples =
            samples_of_regions(sampler, 2, footprints(sampler, 2, unit, 24));
        CAPTURE(unit);
        CHECK(samples.units == 8);
        CHECK(std::ranges::count(samples.inside, 1) == std::ranges::count(samples.inside, 0));
        CHECK(rank_units(samples, RankMethod::overlap).units[0].unit == unit);
        CHECK(rank_units(samples, RankMethod::logistic).units[0].unit == unit);
    }
}

TEST_CASE("a trial tells an edit that takes a thing away from as many other units") {
    const SnapshotPointer model = test::tiny_model({});
    Sampler sampler(model, Weights::raw);
    const Thing red = redness(-0.9F);
    Edit edit;  // the image without its red
    edit.block = 4;
    edit.units = std::vector<std::int64_t>{0};
    edit.op = EditOp::hold;
    edit.value = -1.0;
    TrialOptions options;
    options.count = 24;
    const EffectReport report = try_edits(sampler, &red, std::vector<Edit>{edit}, nullptr, options);
    CHECK(report.images == 24);
    CHECK(report.drawn >= 24);
    CHECK(report.edit.before.value == 1.0);
    CHECK(report.edit.left.value == 0.0);
    CHECK(report.control.left.value == 1.0);  // green or blue instead: red stays
    CHECK(report.controls == 3);
    CHECK(report.edit.d_change.known());
    CHECK(report.edit.outside.value > 0.0);

    const EffectReport nothing = try_edits(sampler, &red, {}, nullptr, options);
    CHECK(nothing.edit.left.value == 1.0);
    CHECK(nothing.edit.outside.value == 0.0);
    CHECK(nothing.edit.diversity.value == doctest::Approx(1.0));
}

TEST_CASE("a trial without a judge still says how much changed, and one without images fails") {
    Sampler sampler(test::tiny_model({.with_d = false}), Weights::raw);
    Edit edit;
    edit.block = 2;  // all of its units: nothing to compare with
    TrialOptions options;
    options.count = 16;
    const EffectReport report =
        try_edits(sampler, nullptr, std::vector<Edit>{edit}, nullptr, options);
    CHECK_FALSE(report.edit.left.known());
    CHECK(report.edit.outside.value > 0.0);
    CHECK(report.controls == 0);
    CHECK_FALSE(report.note.empty());
    CHECK_FALSE(report.edit.d_change.known());
    const Thing never = redness(2.0F);
    options.most_drawn = 64;
    CHECK_THROWS_WITH_AS(try_edits(sampler, &never, std::vector<Edit>{edit}, nullptr, options),
                         "of 64 samples none surely has red: there is nothing to try the edits on",
                         Error);
}

TEST_CASE("the curve goes through the first units of the ranking") {
    Sampler sampler(test::tiny_model({}), Weights::raw);
    const Thing red = redness(-0.9F);
    UnitRanking ranking;
    ranking.block = 2;
    for (std::int64_t unit = 7; unit >= 0; --unit)
        ranking.units.push_back({unit, 1.0 + static_cast<double>(unit)});
    Edit edit;
    edit.block = 2;
    edit.units = std::vector<std::int64_t>{7};
    TrialOptions options;
    options.count = 16;
    options.curve = curve_steps(ranking.positive());
    CHECK(options.curve == std::vector<std::int64_t>{1, 2, 5, 8});
    const EffectReport report =
        try_edits(sampler, &red, std::vector<Edit>{edit}, &ranking, options);
    REQUIRE(report.curve.size() == 4);
    CHECK(report.curve[0].left.value == report.edit.left.value);
    CHECK(report.curve[0].control_left.known());
    CHECK(report.curve[2].control_left.known());        // 5 of 8: some of these among them
    CHECK_FALSE(report.curve[3].control_left.known());  // all units: no others are left
    CHECK(curve_steps(126) == std::vector<std::int64_t>{1, 2, 5, 10, 20, 50, 100, 126});
}

TEST_CASE("facts of a block agree with its maps, looked at by hand") {
    Sampler sampler(test::tiny_model({}), Weights::raw);
    FactsOptions options;
    options.samples = 70;  // more than two pieces
    options.best = 3;
    options.effect_samples = 2;
    const BlockFacts facts = look_at_units(sampler, 2, options);
    const std::vector<float> z = draw_z("normal", options.seed, 70, 10);
    const HostTensor maps = sampler.block_maps(z, 2);
    const std::int64_t units = maps.shape[1], cells = maps.shape[2] * maps.shape[3];
    REQUIRE(std::ssize(facts.units) == units);
    CHECK(facts.map_size == maps.shape[2]);
    for (std::int64_t unit = 0; unit < units; ++unit) {
        double sum = 0.0;
        std::vector<std::pair<float, std::int64_t>> highest;
        for (std::int64_t row = 0; row < 70; ++row) {
            const auto map =
                maps.f32().subspan(static_cast<std::size_t>((row * units + unit) * cells),
                                   static_cast<std::size_t>(cells));
            for (const float cell : map)
                sum += cell;
            highest.emplace_back(-*std::ranges::max_element(map), row);
        }
        std::ranges::sort(highest);
        const UnitFact& fact = facts.units[static_cast<std::size_t>(unit)];
        CHECK(fact.mean == doctest::Approx(sum / static_cast<double>(70 * cells)).epsilon(1e-4));
        CHECK(fact.highest == doctest::Approx(-highest[0].first));
        REQUIRE(fact.top.size() == 3);
        for (std::size_t k = 0; k < 3; ++k)
            CHECK(fact.top[k] == highest[k].second);
        CHECK(fact.effect > 0.0);
    }
}

}  // namespace zscope
