// SPDX-License-Identifier: MIT
#include "core/engine/explore_map.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/engine/sampling.h"
#include "core/latent/labels.h"
#include "core/statistics/principal_components.h"
#include "tiny_models.h"

using namespace zscope;

namespace {

ExploreMapSettings small_map(MapFeatures features = MapFeatures::automatic) {
    return {.seed = 5, .count = 300, .features = features, .edits = {}};
}

// Mean absolute difference of two images of `each` numbers.
double apart(std::span<const float> pixels, std::size_t each, std::size_t a, std::size_t b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < each; ++i)
        sum += std::abs(pixels[a * each + i] - pixels[b * each + i]);
    return sum / static_cast<double>(each);
}

}  // namespace

TEST_CASE("a map holds the z of its seed, D's logits and a place for each sample") {
    const SnapshotPointer model = test::tiny_model();
    std::vector<double> shares;
    const ExploreMap map = make_explore_map(model, Weights::automatic, small_map(), {},
                                            [&](double share, const std::string& what) {
                                                shares.push_back(share);
                                                CHECK_FALSE(what.empty());
                                            });
    REQUIRE(map.count() == 300);
    CHECK(map.settings.features == MapFeatures::discriminator);
    CHECK(map.step == 100);
    CHECK_FALSE(map.ema);
    CHECK(map.z == draw_inputs("normal", 5, 300, model->generator));
    Sampler sampler(model, Weights::raw);
    const HostTensor images = sampler.images(map.z);
    const std::vector<float> logits = sampler.d_logits(images);
    REQUIRE(map.logits.size() == 300);
    double worst = 0.0, largest = 0.0;
    for (std::size_t i = 0; i < 300; ++i) {  // drawn by faster arithmetic, perhaps in bf16
        worst = std::max(worst, double{std::abs(map.logits[i] - logits[i])});
        largest = std::max(largest, double{std::abs(logits[i])});
    }
    CHECK(worst < 0.05 * largest);
    CHECK(map.explained[0] >= map.explained[1]);
    CHECK(map.explained[1] >= map.explained[2]);
    CHECK(map.explained[2] > 0.0);
    CHECK(map.explained[0] + map.explained[1] + map.explained[2] <= 1.0 + 1e-9);
    CHECK(std::ranges::is_sorted(shares));
    for (std::size_t plane = 0; plane < kMapPlanes.size(); ++plane) {
        CHECK(map.spacing[plane].size() == 300);
        CHECK(map.point(7, plane)[0] == map.scores[21 + kMapPlanes[plane].first]);
        CHECK(map.point(7, plane)[1] == map.scores[21 + kMapPlanes[plane].second]);
    }
}

TEST_CASE("a model without D is laid out by its images, and near on the map is alike to look at") {
    const SnapshotPointer model = test::tiny_model({.with_d = false});
    const ExploreMap map = make_explore_map(model, Weights::automatic, small_map());
    CHECK(map.settings.features == MapFeatures::image);
    CHECK(map.logits.empty());
    Sampler sampler(model, Weights::raw);
    const HostTensor images = sampler.images(map.z);
    const auto each = static_cast<std::size_t>(images.count() / 300);
    double near = 0.0, any = 0.0;
    for (std::size_t i = 0; i < 300; ++i) {
        std::size_t nearest = i == 0 ? 1 : 0;
        double least = 1e9;
        for (std::size_t j = 0; j < 300; ++j) {
            const double distance = std::hypot(map.scores[3 * i] - map.scores[3 * j],
                                               map.scores[3 * i + 1] - map.scores[3 * j + 1]);
            if (j == i || distance >= least) continue;
            least = distance;
            nearest = j;
        }
        near += apart(images.f32(), each, i, nearest);
        any += apart(images.f32(), each, i, (i + 150) % 300);
    }
    CHECK(near < 0.9 * any);
}

TEST_CASE("a map finds a sample by its z, and only by all of it") {
    const ExploreMap map =
        make_explore_map(test::tiny_model({.with_d = false}), Weights::automatic, small_map());
    for (const std::size_t i : {0U, 17U, 299U})
        CHECK(map.find(map.z_of(i)) == i);
    std::vector<float> other(map.z_of(17).begin(), map.z_of(17).end());
    other.back() += 1.0F;
    CHECK_FALSE(map.find(other).has_value());
    other.pop_back();
    CHECK_FALSE(map.find(other).has_value());
    CHECK_FALSE(map.find({}).has_value());
}

TEST_CASE("a map that cannot be made says why") {
    const SnapshotPointer model = test::tiny_model({.with_d = false});
    ExploreMapSettings settings = small_map(MapFeatures::discriminator);
    CHECK_THROWS_WITH_AS(make_explore_map(model, Weights::automatic, settings),
                         "tiny 1 has no discriminator: lay the map out by the images themselves",
                         Error);
    settings = small_map();
    settings.count = 10;
    CHECK_THROWS_AS(make_explore_map(model, Weights::automatic, settings), Error);
    settings.count = 30'000;
    CHECK_THROWS_AS(make_explore_map(model, Weights::automatic, settings), Error);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(make_explore_map(model, Weights::automatic, small_map(), stop.get_token()),
                    Error);
}
