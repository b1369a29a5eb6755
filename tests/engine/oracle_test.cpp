// SPDX-License-Identifier: MIT
#include "core/engine/oracle.h"

#include <ATen/ATen.h>
#include <doctest/doctest.h>

#include <fstream>
#include <vector>

#include "core/base/error.h"
#include "core/engine/detail/oracle/degrade.h"
#include "core/engine/detail/oracle/oracle_network.h"
#include "core/io/file_write.h"
#include "tests/temp_folder.h"

namespace zscope {
namespace {

at::Tensor some_images(std::int64_t count) {
    return at::linspace(-1, 1, count * 3 * 64 * 64).view({count, 3, 64, 64});
}

std::vector<std::uint8_t> drawn(const World& world, std::int64_t count) {
    std::vector<std::uint8_t> pixels;
    for (const WorldImage& image : draw_many(world, {.size = 64, .seed = 1}, 0, count)) {
        pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
    }
    return pixels;
}

}  // namespace

TEST_CASE("the oracle's network gives answers, features and maps in their shapes") {
    detail::OracleNetwork network({10, 7}, 1);
    const auto output = network.forward(some_images(3), detail::Mode::eval, false);
    CHECK(output.answers.sizes() == at::IntArrayRef({3, 10}));
    CHECK(output.features.sizes() == at::IntArrayRef({3, detail::kOracleFeatures}));
    CHECK(output.segments.sizes() == at::IntArrayRef({3, 8, 64, 64}));
    detail::OracleNetwork without({10, 0}, 1);
    CHECK_FALSE(without.forward(some_images(2), detail::Mode::eval, false).segments.defined());
}

TEST_CASE("spoiling is repeatable, leaves clean images alone and stays in range") {
    const at::Tensor images = some_images(8);
    const at::Tensor once = detail::degraded(images, 4, 0.0);
    CHECK(once.equal(detail::degraded(images, 4, 0.0)));
    CHECK_FALSE(once.equal(detail::degraded(images, 5, 0.0)));
    CHECK(once.abs().max().item<float>() <= 1.0F);
    CHECK((once - images).abs().mean().item<float>() > 0.02F);
    CHECK(detail::degraded(images, 4, 1.1).equal(images));
}

TEST_CASE("a short training learns something of each kind of answer, and its file reads back") {
    const test::TempFolder folder;
    for (const World* world : worlds()) {
        CAPTURE(world->name());
        OracleTraining training;
        training.world = world->name();
        training.images = 256;
        training.steps = 100;
        training.batch = 16;
        training.threads = 1;
        std::vector<double> losses;
        const auto path = folder / (training.world + ".safetensors");
        train_oracle(training, path, {}, [&](const OracleProgress& now) {
            if (now.step > 0) losses.push_back(now.loss);
        });
        REQUIRE(losses.size() == 2);
        CHECK(losses.back() < losses.front());
        Oracle oracle = Oracle::open(path);
        CHECK(oracle.world().name() == world->name());
        CHECK(oracle.limits().size() == world->attributes().size());
        const auto pixels = drawn(*world, 5);
        const OracleReading reading = oracle.read_bytes(pixels, 64);
        CHECK(reading.count == 5);
        CHECK(reading.values.size() == 5 * world->attributes().size());
        CHECK(reading.segments.empty() == world->segments().empty());
        // An image's answer does not depend on its neighbours.
        const OracleReading alone =
            oracle.read_bytes(std::span(pixels).subspan(4 * 64 * 64 * 3), 64);
        for (std::size_t k = 0; k < alone.values.size(); ++k) {
            CHECK(alone.values[k] ==
                  doctest::Approx(reading.values[4 * alone.values.size() + k]).epsilon(1e-3));
        }
    }
}

TEST_CASE("a file that is no oracle, or a damaged one, is refused by name") {
    const test::TempFolder folder;
    const auto path = folder / "broken.safetensors";
    write_file_atomically(path, "not an oracle");
    CHECK_THROWS_WITH_AS((void)Oracle::open(path), doctest::Contains("broken.safetensors"), Error);
}

TEST_CASE("a stop ends the training and writes nothing") {
    const test::TempFolder folder;
    std::stop_source stop;
    OracleTraining training;
    training.world = "faces";
    training.images = 64;
    training.steps = 1000;
    training.batch = 4;
    training.threads = 1;
    CHECK_THROWS_AS(train_oracle(training, folder / "o.safetensors", stop.get_token(),
                                 [&](const OracleProgress&) { stop.request_stop(); }),
                    Error);
    CHECK_FALSE(std::filesystem::exists(folder / "o.safetensors"));
}

}  // namespace zscope
