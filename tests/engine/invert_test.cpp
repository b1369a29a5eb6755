// SPDX-License-Identifier: MIT
// Searches for the z of an image, on tiny models whose images are known.
#include "core/engine/invert.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/engine/sampling.h"
#include "core/image/grid.h"
#include "core/latent/labels.h"
#include "core/latent/torch_randn.h"
#include "tiny_models.h"

namespace zscope {

namespace {

InvertOptions small_search() {
    InvertOptions options;
    options.samples = 400;
    options.steps = 20;
    return options;
}

// Image `row` of a batch as bytes.
ImageU8 bytes_of(const HostTensor& images, std::size_t row) {
    const auto channels = static_cast<std::size_t>(images.shape[1]);
    const auto size = static_cast<std::size_t>(images.shape[2]);
    const std::size_t pixels = size * size;
    const auto values = images.f32().subspan(row * channels * pixels, channels * pixels);
    ImageU8 image{static_cast<int>(size), static_cast<int>(size), static_cast<int>(channels), {}};
    for (std::size_t p = 0; p < pixels; ++p) {
        for (std::size_t c = 0; c < channels; ++c)
            image.pixels.push_back(to_byte(values[c * pixels + p]));
    }
    return image;
}

// Mean absolute difference of an image (C, H, W) in −1…1 from bytes, of the range: 0…1.
double pixels_off(std::span<const float> planes, const ImageU8& image) {
    const std::size_t pixels = image.pixels.size() / static_cast<std::size_t>(image.channels);
    const auto channels = static_cast<std::size_t>(image.channels);
    double sum = 0.0;
    for (std::size_t p = 0; p < pixels; ++p) {
        for (std::size_t c = 0; c < channels; ++c)
            sum += std::abs((planes[c * pixels + p] + 1.0) / 2.0 -
                            image.pixels[p * channels + c] / 255.0);
    }
    return sum / static_cast<double>(image.pixels.size());
}

ImageU8 noise(std::int64_t size, std::uint64_t seed) {
    ImageU8 image{static_cast<int>(size), static_cast<int>(size), 3, {}};
    for (const float value : torch_rand(seed, size * size * 3))
        image.pixels.push_back(static_cast<std::uint8_t>(value * 255.0F));
    return image;
}

SnapshotPointer uniform_model() {
    auto model = std::make_shared<ModelSnapshot>(*test::tiny_model());
    model->prior = "uniform";
    return model;
}

SnapshotPointer labelled_model() {
    auto model = std::make_shared<ModelSnapshot>(*test::tiny_model({.with_d = false}));
    model->generator.labels = 3;
    Block& first = model->generator.blocks.front();
    first.in = model->generator.inputs();
    model->raw = test::random_weights(model->generator, 77);
    return model;
}

}  // namespace

TEST_CASE("images that the model made are found again, and so is their z") {
    const SnapshotPointer model = test::tiny_model();
    Sampler sampler(model, Weights::raw);
    const std::vector<float> z = draw_z("normal", 99, 8, 10);
    const HostTensor images = sampler.images(z);
    Inverter inverter(model, Weights::raw);
    int found = 0, same_z = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        const ImageU8 target = bytes_of(images, i);
        const InvertResult result = inverter.find(target, small_search());
        REQUIRE(result.z.size() == 10);
        // The figures are those of G(z), and the image is G(z).
        const HostTensor again = sampler.images(result.z);
        CHECK(result.distance.pixels ==
              doctest::Approx(pixels_off(again.f32(), target)).epsilon(1e-3));
        CHECK(pixels_off(result.image.f32(), target) ==
              doctest::Approx(result.distance.pixels).epsilon(1e-3));
        CHECK(result.distance.pixels < result.yardstick.pixels);
        double off = 0.0;
        for (std::size_t k = 0; k < 10; ++k)
            off = std::max(off, std::abs(static_cast<double>(result.z[k]) - z[i * 10 + k]));
        found += result.exact ? 1 : 0;
        same_z += off < 0.1 ? 1 : 0;
    }
    CHECK(found >= 6);
    CHECK(same_z >= 6);
}

TEST_CASE("a search is repeatable and does not depend on what was looked for before") {
    const SnapshotPointer model = test::tiny_model();
    InvertOptions options = small_search();
    options.starts = 2;
    options.rounds = 4;
    Inverter inverter(model, Weights::raw), other(model, Weights::raw);
    const InvertResult first = inverter.find(noise(32, 1), options);
    (void)inverter.find(noise(32, 2), options);
    CHECK(inverter.find(noise(32, 1), options).z == first.z);
    CHECK(other.find(noise(32, 1), options).z == first.z);
}

TEST_CASE("what the model cannot draw: all starts, Adam, and no claim that it was found") {
    const SnapshotPointer model = test::tiny_model();
    Inverter inverter(model, Weights::raw);
    InvertOptions options = small_search();
    options.starts = 3;
    const ImageU8 target = noise(32, 4);
    std::string said;
    double share = 0.0;
    int bests = 0;
    const InvertResult result = inverter.find(
        target, options, {}, [&](double at, const std::string& what, const auto* best) {
            CHECK(at >= share);
            share = at;
            if (!said.ends_with(what)) said += what;
            bests += best != nullptr ? 1 : 0;
        });
    CHECK(said.find("random samples") != std::string::npos);
    CHECK(said.find("start 3 of 3") != std::string::npos);
    CHECK(said.find("Adam") != std::string::npos);
    CHECK(bests >= 1);
    REQUIRE(result.starts.size() == 3);
    CHECK(result.starts[0].from == "regression");
    CHECK(result.starts[1].from == "random sample");
    CHECK_FALSE(result.exact);
    CHECK(verdict_of(result.distance, result.yardstick) == InvertVerdict::cannot);
    CHECK(std::abs(result.deviations) <= 3.0 + 1e-3);
    // The yardstick is one of the first 256 random samples, and it is not farther than half of
    // them.
    Sampler sampler(model, Weights::raw);
    const HostTensor random = sampler.images(draw_z("normal", options.seed, options.samples, 10));
    std::vector<double> off;
    for (std::size_t i = 0; i < static_cast<std::size_t>(kInvertYardstick); ++i)
        off.push_back(pixels_off(random.f32().subspan(i * 3072, 3072), target));
    CHECK(std::ranges::any_of(
        off, [&](double one) { return std::abs(one - result.yardstick.pixels) < 1e-5; }));
    std::ranges::sort(off);
    CHECK(result.yardstick.pixels <= off[off.size() / 2]);
    CHECK(result.distance.pixels <= result.yardstick.pixels);
}

TEST_CASE("Adam brings the sum of both nearer, with D's features and without a D") {
    for (const bool with_d : {true, false}) {
        CAPTURE(with_d);
        Inverter inverter(test::tiny_model({.with_d = with_d}), Weights::raw);
        InvertOptions options = small_search();
        options.starts = 1;
        options.rounds = 2;
        options.steps = 0;
        const ImageU8 target = noise(32, 8);
        const InvertResult before = inverter.find(target, options);
        options.steps = 40;
        const InvertResult after = inverter.find(target, options);
        // It is kept only if the sum of both is smaller: then one of them is.
        CHECK((after.distance.features < before.distance.features ||
               after.distance.pixels < before.distance.pixels));
        CHECK(after.z != before.z);
        CHECK((after.features.find("D's") != std::string::npos) == with_d);
    }
}

TEST_CASE("a conditional model: the label is found, or the one that was asked for is kept") {
    const SnapshotPointer model = labelled_model();
    Sampler sampler(model, Weights::raw);
    const HostTensor images = sampler.images(draw_inputs("normal", 5, 3, model->generator, 1));
    Inverter inverter(model, Weights::raw);
    InvertOptions options = small_search();
    int right = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const InvertResult result = inverter.find(bytes_of(images, i), options);
        REQUIRE(result.z.size() == 13);
        right += result.label == 1 && result.exact ? 1 : 0;
        CHECK(result.z[10 + static_cast<std::size_t>(result.label)] == 1.0F);
    }
    CHECK(right >= 2);
    options.label = 2;
    const InvertResult other = inverter.find(bytes_of(images, 0), options);
    CHECK(other.label == 2);
    CHECK(other.z[12] == 1.0F);
    options.label = 3;
    CHECK_THROWS_AS((void)inverter.find(bytes_of(images, 0), options), Error);
}

TEST_CASE("z of a uniform prior stays between -1 and 1") {
    Inverter inverter(uniform_model(), Weights::raw);
    InvertOptions options = small_search();
    options.starts = 2;
    const InvertResult result = inverter.find(noise(32, 3), options);
    for (const float value : result.z)
        CHECK(std::abs(value) <= 1.0F);
}

TEST_CASE("a search that is stopped gives the best so far, or says that there is none") {
    Inverter inverter(test::tiny_model(), Weights::raw);
    std::stop_source at_once;
    at_once.request_stop();
    CHECK_THROWS_AS((void)inverter.find(noise(32, 3), small_search(), at_once.get_token()), Error);
    std::stop_source later;
    const InvertResult result =
        inverter.find(noise(32, 3), small_search(), later.get_token(),
                      [&](double, const std::string&, const InvertResult* best) {
                          if (best != nullptr) later.request_stop();
                      });
    CHECK(result.stopped);
    CHECK(result.z.size() == 10);
    CHECK(result.starts.size() == 1);
}

TEST_CASE("an image of another size and options out of their range are refused") {
    Inverter inverter(test::tiny_model(), Weights::raw);
    CHECK_THROWS_AS((void)inverter.find(noise(16, 3), small_search()), Error);
    InvertOptions none = small_search();
    none.starts = 0;
    CHECK_THROWS_AS((void)inverter.find(noise(32, 3), none), Error);
}

TEST_CASE("the verdict follows from the pixels beside the yardstick") {
    CHECK(verdict_of({0.019, 0.1}, {0.02, 0.5}) == InvertVerdict::found);
    CHECK(verdict_of({0.05, 0.4}, {0.12, 0.5}) == InvertVerdict::near);
    CHECK(verdict_of({0.11, 0.4}, {0.12, 0.5}) == InvertVerdict::cannot);
}

}  // namespace zscope
