// SPDX-License-Identifier: MIT
#include "core/engine/discriminator_looks.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/engine/nearest_by_d.h"
#include "core/engine/sampling.h"
#include "core/latent/labels.h"
#include "reference_network.h"
#include "tiny_models.h"

using namespace zscope;

namespace {

const SnapshotPointer& model() {
    static const SnapshotPointer tiny = test::tiny_model({.seed = 3});
    return tiny;
}
const Architecture& d() {
    return *model()->discriminator;
}

HostTensor some_images(std::int64_t count, std::uint64_t seed) {
    return test::random_tensor({count, 3, 32, 32}, seed, 0.0F, 0.5F);
}

test::Maps maps_of(const HostTensor& images, std::int64_t image) {
    test::Maps maps(images.shape[1], images.shape[2]);
    const auto each = static_cast<std::int64_t>(maps.values.size());
    const auto values = images.f32().subspan(static_cast<std::size_t>(image * each),
                                             static_cast<std::size_t>(each));
    std::ranges::copy(values, maps.values.begin());
    return maps;
}

// The logit, or the mean of one map.
double number_of(const test::Maps& image, const WantSaliency& what) {
    const auto blocks = static_cast<std::size_t>(what.block);
    test::Maps maps = test::reference_forward(d(), *model()->d, image, blocks);
    if (what.block == 0) return maps.values.front();
    double sum = 0.0;
    for (std::int64_t y = 0; y < maps.size; ++y)
        for (std::int64_t x = 0; x < maps.size; ++x)
            sum += maps.at(what.unit, y, x);
    return sum / static_cast<double>(maps.size * maps.size);
}

// One block backwards, written out from the definitions: what comes out of the leaky ReLU, out of
// BatchNorm in eval mode (a factor), out of the convolution (each cell gives its gradient back to
// the cells it was summed from).
test::Maps back_through(const Block& block, const test::Maps& input, test::Maps output,
                        test::Maps gradient, SaliencyKind kind) {
    const NamedTensors& tensors = *model()->d;
    for (std::size_t i = 0; i < gradient.values.size(); ++i) {
        double& g = gradient.values[i];
        if (block.activation != Activation::leaky_relu) continue;
        const bool was_positive = output.values[i] > 0;
        if (kind == SaliencyKind::guided) {
            g = was_positive && g > 0 ? g : 0.0;
        } else {
            g = was_positive ? g : 0.2 * g;
        }
    }
    if (block.norm_name) {
        for (std::int64_t c = 0; c < block.out; ++c) {
            const auto i = static_cast<std::size_t>(c);
            const double factor =
                tensors.at(*block.norm_name + ".weight").f32()[i] /
                std::sqrt(tensors.at(*block.norm_name + ".running_var").f32()[i] + block.eps);
            for (std::int64_t y = 0; y < gradient.size; ++y)
                for (std::int64_t x = 0; x < gradient.size; ++x)
                    gradient.at(c, y, x) *= factor;
        }
    }
    test::Maps back(block.in, input.size);
    const auto weight = tensors.at(block.name + ".weight").f32();
    const std::int64_t k = block.kernel;
    for (std::int64_t o = 0; o < block.out; ++o)
        for (std::int64_t i = 0; i < block.in; ++i)
            for (std::int64_t tap = 0; tap < k * k; ++tap)
                for (std::int64_t y = 0; y < gradient.size; ++y)
                    for (std::int64_t x = 0; x < gradient.size; ++x) {
                        const std::int64_t iy = y * block.stride - block.padding + tap / k;
                        const std::int64_t ix = x * block.stride - block.padding + tap % k;
                        if (iy < 0 || ix < 0 || iy >= input.size || ix >= input.size) continue;
                        back.at(i, iy, ix) +=
                            gradient.at(o, y, x) *
                            weight[static_cast<std::size_t>((o * block.in + i) * k * k + tap)];
                    }
    return back;
}

test::Maps reference_saliency(const test::Maps& image, const WantSaliency& what) {
    std::vector<test::Maps> maps{image};
    const std::size_t last =
        what.block == 0 ? d().blocks.size() : static_cast<std::size_t>(what.block);
    for (std::size_t i = 0; i < last; ++i)
        maps.push_back(test::reference_block(d().kind, d().blocks[i], *model()->d, maps.back()));
    test::Maps gradient(maps.back().channels, maps.back().size);
    const double cells = static_cast<double>(gradient.size * gradient.size);
    for (std::int64_t y = 0; y < gradient.size; ++y)
        for (std::int64_t x = 0; x < gradient.size; ++x)
            gradient.at(what.block == 0 ? 0 : what.unit, y, x) = 1.0 / cells;
    for (std::size_t i = last; i > 0; --i)
        gradient = back_through(d().blocks[i - 1], maps[i - 1], maps[i], gradient, what.kind);
    return gradient;
}

double largest(const test::Maps& maps) {
    double most = 0.0;
    for (const double x : maps.values)
        most = std::max(most, std::abs(x));
    return most;
}

double largest_difference(const HostTensor& got, std::int64_t image, const test::Maps& expected) {
    const test::Maps maps = maps_of(got, image);
    double most = 0.0;
    for (std::size_t i = 0; i < maps.values.size(); ++i)
        most = std::max(most, std::abs(maps.values[i] - expected.values[i]));
    return most;
}

}  // namespace

TEST_CASE("guided backpropagation and the gradient are those of plain loops") {
    DiscriminatorLooks looks(model(), 1);
    const HostTensor images = some_images(2, 11);
    double worst = 0.0;
    for (const SaliencyKind kind : {SaliencyKind::gradient, SaliencyKind::guided}) {
        for (const auto& [block, unit] : {std::pair{0, 0}, {1, 2}, {2, 5}, {3, 9}}) {
            const WantSaliency what{kind, block, unit};
            const HostTensor got = looks.saliency(images, what);
            CHECK(got.shape == images.shape);
            for (std::int64_t image = 0; image < 2; ++image) {
                const test::Maps expected = reference_saliency(maps_of(images, image), what);
                // Relative to what is there, so that a small gradient proves as much as a large.
                CHECK(largest(expected) > 0.0);
                const double off = largest_difference(got, image, expected) / largest(expected);
                CHECK(off <= 1e-3);
                worst = std::max(worst, off);
            }
        }
    }
    MESSAGE("largest difference, relative to the largest value: " << worst);
}

TEST_CASE("the gradient is the slope of D's numbers") {
    DiscriminatorLooks looks(model(), 1);
    const HostTensor images = some_images(1, 12);
    for (const WantSaliency& what :
         {WantSaliency{SaliencyKind::gradient, 0, 0}, WantSaliency{SaliencyKind::gradient, 2, 3}}) {
        const HostTensor got = looks.saliency(images, what);
        const double scale = largest(maps_of(got, 0));
        for (const std::size_t at :
             {std::size_t{5}, std::size_t{700}, std::size_t{1500}, std::size_t{2800}}) {
            constexpr double kStep = 1e-5;  // in double; too short to cross a leaky ReLU's corner
            test::Maps more = maps_of(images, 0), less = more;
            more.values[at] += kStep;
            less.values[at] -= kStep;
            const double slope = (number_of(more, what) - number_of(less, what)) / (2 * kStep);
            CHECK(std::abs(got.f32()[at] - slope) <= 1e-3 * scale);
        }
    }
}

TEST_CASE("guided backpropagation differs from the gradient: it lets nothing against it through") {
    DiscriminatorLooks looks(model(), 1);
    const HostTensor images = some_images(1, 13);
    const auto one = looks.saliency(images, {SaliencyKind::gradient, 3, 4});
    const auto guided = looks.saliency(images, {SaliencyKind::guided, 3, 4});
    CHECK(largest_difference(guided, 0, maps_of(one, 0)) > 0.01 * largest(maps_of(one, 0)));
}

TEST_CASE("D's maps and its pooled features are those of plain loops") {
    DiscriminatorLooks looks(model(), 1);
    const HostTensor images = some_images(2, 14);
    const HostTensor maps = looks.maps(images, 2);
    const test::Maps expected = test::reference_forward(d(), *model()->d, maps_of(images, 1), 2);
    CHECK(maps.shape ==
          std::vector<std::int64_t>{2, expected.channels, expected.size, expected.size});
    CHECK(largest_difference(maps, 1, expected) < 1e-4);

    const HostTensor features = looks.features(images);
    std::vector<double> pooled;
    for (std::size_t block = 1; block < d().blocks.size(); ++block) {
        test::Maps all = test::reference_forward(d(), *model()->d, maps_of(images, 1), block);
        const std::int64_t each = all.size / 4;
        for (std::int64_t c = 0; c < all.channels; ++c)
            for (std::int64_t y = 0; y < 4; ++y)
                for (std::int64_t x = 0; x < 4; ++x) {
                    double most = -1e9;
                    for (std::int64_t i = 0; i < each * each; ++i)
                        most = std::max(most, all.at(c, y * each + i / each, x * each + i % each));
                    pooled.push_back(most);
                }
    }
    REQUIRE(looks.feature_count() == std::ssize(pooled));
    REQUIRE(features.shape == std::vector<std::int64_t>{2, std::ssize(pooled)});
    double most = 0.0;
    for (std::size_t i = 0; i < pooled.size(); ++i)
        most = std::max(most, std::abs(features.f32()[pooled.size() + i] - pooled[i]));
    CHECK(most < 1e-4);
}

TEST_CASE("what cannot be asked of D is said in words") {
    CHECK_THROWS_WITH_AS(DiscriminatorLooks(test::tiny_model({.with_d = false}), 1),
                         "tiny 1 has no discriminator (most published models come without one)",
                         Error);
    DiscriminatorLooks looks(model(), 1);
    const HostTensor images = some_images(1, 15);
    CHECK_THROWS_WITH_AS(looks.maps(images, 9), "There is no block 9 of D: it has blocks 1 to 4",
                         Error);
    CHECK_THROWS_WITH_AS(looks.saliency(images, {SaliencyKind::guided, 1, 4}),
                         "There is no unit 4 in block 1 of D: it has units 0 to 3", Error);
    CHECK_THROWS_AS(looks.features(test::random_tensor({1, 3, 16, 16}, 1, 0.0F, 1.0F)), Error);
}

TEST_CASE("the nearest samples are those of a plain search, without the image itself") {
    const SnapshotPointer& tiny = model();
    NearestOptions options;
    options.samples = 40;
    options.shown = 3;
    options.seed = 21;
    options.threads = 1;
    const std::vector<float> all = draw_inputs("normal", 21, 40, tiny->generator);
    options.z.assign(all.begin() + 70, all.begin() + 80);  // row 7 of them
    const NearestImages found = nearest_by_d(tiny, options, nullptr, {}, {});
    CHECK(found.data.empty());
    REQUIRE(found.samples.size() == 3);

    Sampler sampler(tiny, Weights::automatic, 1);
    const HostTensor features = DiscriminatorLooks(tiny, 1).features(sampler.images(all));
    const auto width = static_cast<std::size_t>(features.shape[1]);
    const auto row = [&](std::size_t i) { return features.f32().subspan(i * width, width); };
    std::vector<std::pair<double, std::int64_t>> distances;
    for (std::size_t i = 0; i < 40; ++i) {
        if (i == 7) continue;
        double dot = 0, a = 0, b = 0;
        for (std::size_t k = 0; k < width; ++k) {
            dot += static_cast<double>(row(7)[k]) * row(i)[k];
            a += static_cast<double>(row(7)[k]) * row(7)[k];
            b += static_cast<double>(row(i)[k]) * row(i)[k];
        }
        distances.emplace_back(1.0 - dot / std::sqrt(a * b), i);
    }
    std::ranges::sort(distances);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(found.samples[i].row == distances[i].second);
        CHECK(found.samples[i].distance == doctest::Approx(distances[i].first).epsilon(1e-3));
        const auto from = all.begin() + 10 * found.samples[i].row;
        CHECK(std::equal(from, from + 10, found.samples[i].z.begin()));
    }
}
