// SPDX-License-Identifier: MIT
#include "core/engine/direction_score.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/engine/direction_find.h"
#include "core/latent/interpolate.h"
#include "tiny_models.h"

namespace zscope {
namespace {

// A judge that can be worked out: "bright" is surely yes above the mean shade of this model's
// images, "red" says how much more red there is than on average, as an angle.
float mean_of(std::span<const float> pixels) {
    double sum = 0.0;
    for (const float value : pixels)
        sum += value;
    return static_cast<float>(sum / static_cast<double>(pixels.size()));
}

Judge shade_judge(Sampler& sampler) {
    const HostTensor some = sampler.images(torch_randn(900, std::int64_t{200} * 10));
    const float middle = mean_of(some.f32());
    double reds = 0.0;
    for (std::size_t i = 0; i < 200; ++i)
        reds += mean_of(some.f32().subspan(i * 3072, 1024));
    const auto red = static_cast<float>(reds / 200.0);
    Judge judge;
    judge.world = "shades";
    judge.attributes = {{"bright", false, {-0.001F, 0.001F}}, {"red", true, {}}};
    judge.read = [middle, red](const HostTensor& images, const std::stop_token&) {
        std::vector<float> values;
        const auto each = static_cast<std::size_t>(images.count() / images.shape[0]);
        for (std::size_t i = 0; i < static_cast<std::size_t>(images.shape[0]); ++i) {
            const auto one = images.f32().subspan(i * each, each);
            values.push_back(mean_of(one) - middle);
            values.push_back(100.0F * (mean_of(one.first(each / 3)) - red));
        }
        return values;
    };
    return judge;
}

DirectionSearch small_search() {
    DirectionSearch search;
    search.samples = 1000;
    return search;
}

}  // namespace

TEST_CASE("directions are found for all attributes, and their figures are not of what was fitted") {
    Sampler sampler(test::tiny_model(), Weights::raw);
    const Judge judge = shade_judge(sampler);
    const FoundDirections found = find_directions(sampler, Weights::raw, judge, small_search());
    REQUIRE(found.directions.size() == 2);
    const Direction& bright = found.directions[0];
    CHECK(bright.model_id == "raw-1");
    CHECK(bright.world == "shades");
    CHECK(norm(bright.vector) == doctest::Approx(1.0));
    CHECK(bright.figures.yes + bright.figures.no + bright.figures.unsure == 1000);
    CHECK(*bright.figures.check > 0.6);  // by chance 0.5
    CHECK(found.directions[1].method == DirectionMethod::regression);
    CHECK(*found.directions[1].figures.check > 0.3);
    DirectionSearch orthogonal = small_search();
    orthogonal.orthogonal = true;
    const auto apart = find_directions(sampler, Weights::raw, judge, orthogonal).directions;
    CHECK(std::abs(cosine(apart[0].vector, found.directions[1].vector)) < 1e-5);
    CHECK(apart[0].orthogonal_to == std::vector<std::string>{"red"});
    DirectionSearch wrong = small_search();
    wrong.attributes = {"blue"};
    CHECK_THROWS_WITH_AS((void)find_directions(sampler, Weights::raw, judge, wrong),
                         doctest::Contains("there are bright, red"), Error);
}

TEST_CASE("a good direction beats a random one of its length, forwards and backwards") {
    Sampler sampler(test::tiny_model(), Weights::raw);
    const Judge judge = shade_judge(sampler);
    const auto found = find_directions(sampler, Weights::raw, judge, small_search()).directions;
    ScoreOptions options;
    options.count = 64;
    options.strengths = {1.0, 3.0};
    for (const bool removal : {false, true}) {
        options.removal = removal;
        const auto scores = score_directions(sampler, judge, found, options);
        REQUIRE(scores.size() == 2);
        REQUIRE(scores[0].strengths.size() == 2);
        CHECK(scores[0].count == 64);
        const Compared& success = scores[0].strengths[1].success;
        CHECK(success.direction.low > success.control.high);
        CHECK(success.direction.value > scores[0].strengths[0].success.direction.value);
        const Compared& red = scores[1].strengths[1].success;
        CHECK(red.direction.value * (removal ? -1.0 : 1.0) > std::abs(red.control.value));
        CHECK(scores[0].strengths[1].image_change.control.value > 0.0);
        CHECK(scores[0].strengths[1].d_change.direction.known());
    }
    // Deterministic, control included.
    const auto once = score_directions(sampler, judge, found, options);
    const auto again = score_directions(sampler, judge, found, options);
    CHECK(once[0].strengths[1].success.control.value ==
          again[0].strengths[1].success.control.value);
    CHECK(once[0].strengths[1].image_change.control.value ==
          again[0].strengths[1].image_change.control.value);
}

TEST_CASE("without a D there is no opinion of it; another nz is refused") {
    Sampler sampler(test::tiny_model({.with_d = false}), Weights::raw);
    const Judge judge = shade_judge(sampler);
    Direction direction;
    direction.name = "some";
    direction.vector.assign(10, 0.0F);
    direction.vector[0] = 1.0F;
    ScoreOptions options;
    options.count = 8;
    const auto scores = score_directions(sampler, judge, std::vector{direction}, options);
    CHECK_FALSE(scores[0].strengths[0].d_change.direction.known());
    CHECK_FALSE(scores[0].strengths[0].success.direction.known());
    CHECK(scores[0].strengths[0].others.size() == 2);
    direction.vector.push_back(0.0F);
    CHECK_THROWS_AS((void)score_directions(sampler, judge, std::vector{direction}, options), Error);
}

TEST_CASE("the network's own directions are those of its weights and maps") {
    const SnapshotPointer model = test::tiny_model();
    Sampler sampler(model, Weights::raw);
    DirectionSearch search = small_search();
    search.count = 3;
    search.method = DirectionMethod::sefa;
    const auto sefa = find_own_directions(sampler, Weights::raw, search).directions;
    REQUIRE(sefa.size() == 3);
    CHECK(sefa[0].name == "sefa-1");
    // The gain of a direction is how far the first layer moves along it: ‖v W‖.
    const auto weight = model->raw.at("main.0.weight").f32();
    const std::size_t rest = weight.size() / 10;
    double squares = 0.0;
    for (std::size_t k = 0; k < rest; ++k) {
        double moved = 0.0;
        for (std::size_t i = 0; i < 10; ++i)
            moved += static_cast<double>(sefa[0].vector[i]) * weight[i * rest + k];
        squares += moved * moved;
    }
    CHECK(sefa[0].figures.length == doctest::Approx(std::sqrt(squares)).epsilon(1e-4));
    search.method = DirectionMethod::pca;
    const auto pca = find_own_directions(sampler, Weights::raw, search).directions;
    REQUIRE(pca.size() == 3);
    CHECK(pca[0].figures.length >= pca[1].figures.length);
    CHECK(std::abs(cosine(pca[0].vector, pca[1].vector)) < 1e-4);
}

TEST_CASE("a direction does not drift on its own model, and does on another") {
    Sampler own(test::tiny_model(), Weights::raw);
    const Judge judge = shade_judge(own);
    const DirectionSearch search = small_search();
    const auto found = find_directions(own, Weights::raw, judge, search).directions;
    const auto same = direction_drift(own, Weights::raw, judge, found, search);
    REQUIRE(same.size() == 2);
    CHECK(same[0].cosine == doctest::Approx(1.0).epsilon(1e-5));
    CHECK(*same[0].is == doctest::Approx(*same[0].was).epsilon(1e-4));
    Sampler other(test::tiny_model({.seed = 2}), Weights::raw);
    const auto drift = direction_drift(other, Weights::raw, shade_judge(other), found, search);
    CHECK(drift[0].cosine < 0.9);
    CHECK(*drift[0].is < *drift[0].refitted);
}

TEST_CASE("arithmetic is tried on a model with its base and its control") {
    Sampler sampler(test::tiny_model(), Weights::raw);
    Judge judge = shade_judge(sampler);
    // A second yes/no attribute, of the red part.
    judge.attributes[1] = {"reddish", false, {0.0F, 0.0F}};
    const JudgedSamples samples = judge_samples(sampler, judge, 4, 600);
    CHECK(samples.values.size() == 1200);
    ArithmeticPlan plan{.wanted = 0, .carrier = 1, .without = {}, .exemplars = 1, .draws = 20};
    const ArithmeticScore score = score_arithmetic(sampler, judge, samples, plan);
    CHECK(score.wanted == "bright");
    CHECK(score.pool[0] + score.pool[1] + score.pool[2] <= 600);
    // With one exemplar the base is a sample of the third term itself: not bright, reddish.
    CHECK(score.base.wanted.value == 0.0);
    CHECK(score.base.carrier.value == 1.0);
    CHECK(score.base.kept.value == 1.0);
    CHECK(score.result.wanted.value > 0.0);
}

}  // namespace zscope
