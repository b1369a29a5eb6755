// SPDX-License-Identifier: MIT
#include "core/engine/memorised.h"

#include <ATen/ATen.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/engine/detail/image_spaces.h"
#include "core/engine/detail/nearest_rows.h"
#include "core/engine/sampling.h"
#include "core/image/grid.h"
#include "core/io/data/image_set.h"
#include "core/latent/labels.h"
#include "tests/engine/tiny_models.h"

namespace zscope {

namespace {

// Samples of a model as an image set holds them: what a generator that knows its training images by
// heart has been trained on.
std::vector<std::uint8_t> bytes_of(const SnapshotPointer& model, std::uint64_t seed,
                                   std::int64_t count) {
    Sampler sampler(model, Weights::automatic);
    const HostTensor images =
        sampler.images(draw_inputs(model->prior, seed, count, model->generator));
    const auto side = static_cast<std::size_t>(images.shape[2]), plane = side * side;
    const auto values = images.f32();
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        for (std::size_t at = 0; at < plane; ++at) {
            for (std::size_t c = 0; c < 3; ++c)
                bytes.push_back(to_byte(values[(3 * i + c) * plane + at]));
        }
    }
    return bytes;
}

MemorisationReport check(const SnapshotPointer& model, std::vector<std::uint8_t> training,
                         std::vector<std::uint8_t> held_out, bool flipped = false) {
    MemorisationImages images;
    images.training = make_memory_source(std::move(training), 32, 3);
    images.held_out = make_memory_source(std::move(held_out), 32, 3);
    images.flipped = flipped;
    MemorisationSettings settings;
    settings.count = 64;
    settings.seed = 5;
    settings.threads = 1;
    return check_memorisation(model, images, settings, {}, [](double, const std::string&) {});
}

}  // namespace

TEST_CASE("nearest rows: those that looking at all pairs finds, whatever the blocks") {
    const at::Tensor queries = at::arange(0, 700 * 5).to(at::kFloat).sin().view({700, 5});
    const at::Tensor rows = at::arange(0, 333 * 5).to(at::kFloat).mul(1.7).cos().view({333, 5});
    const at::Tensor all = at::cdist(queries, rows);
    const auto [expected, places] = all.topk(3, 1, false, true);
    detail::NearestRows nearest(queries, 3);
    for (std::int64_t first = 0; first < 333; first += 100)
        nearest.look_at({rows.slice(0, first, std::min<std::int64_t>(first + 100, 333)), {}},
                        first);
    CHECK(at::allclose(nearest.distances(), expected, 1e-4, 1e-5));
    CHECK(nearest.indices().equal(places));
    // A copy has no distance at all; what was never seen is infinitely far.
    detail::NearestRows copies(rows, 2);
    copies.look_at({rows.slice(0, 0, 1), {}}, 41);
    CHECK(copies.distances()[0][0].item<float>() == 0.0F);
    CHECK(copies.indices()[5][0].item<std::int64_t>() == 41);
    CHECK(copies.indices()[0][1].item<std::int64_t>() == -1);
    CHECK(std::isinf(copies.distances()[0][1].item<float>()));
    // The nearer of a row and its mirror image counts, once.
    detail::NearestRows mirrored(queries.slice(0, 0, 4), 2);
    mirrored.look_at({rows.slice(0, 0, 4), queries.slice(0, 0, 4)}, 0);
    CHECK(mirrored.distances().select(1, 0).abs().max().item<float>() == 0.0F);
    CHECK(mirrored.indices().select(1, 0).equal(at::arange(4)));
    CHECK((mirrored.indices().select(1, 1) != at::arange(4)).all().item<bool>());
}

TEST_CASE("pixels: a distance is a root mean square of levels, and brightness does not count") {
    const auto space = detail::image_spaces(test::tiny_model({.with_d = false}), nullptr);
    REQUIRE(space.size() == 1);
    at::Tensor black = at::zeros({1, 64, 64, 3}, at::kByte);
    at::Tensor halves = black.clone();
    halves.slice(1, 0, 32).fill_(10);
    const auto rows = [&](const at::Tensor& bytes) { return space[0].rows_of(bytes); };
    CHECK(rows(black).size(1) == 3 * 32 * 32);
    CHECK((rows(black) - rows(black + 7)).norm().item<float>() == doctest::Approx(0.0));
    CHECK((rows(black) - rows(halves)).norm().item<float>() == doctest::Approx(5.0));
    const at::Tensor bytes = at::arange(0, 192).to(at::kByte).view({1, 8, 8, 3});
    CHECK(detail::bytes_of_planes(detail::planes_of_bytes(bytes)).equal(bytes));
}

TEST_CASE("a generator that repeats its training images is told; one that does not is not") {
    const auto model = test::tiny_model();
    // It makes exactly these images: the seed is that of the check.
    const auto known = bytes_of(model, 5, 64);
    const auto fresh = bytes_of(model, 6, 64);
    const MemorisationReport copy = check(model, known, fresh);
    REQUIRE(copy.spaces.size() == 2);
    for (const auto& space : copy.spaces) {
        CAPTURE(space.name);
        CHECK(space.figures.verdict == MemorisationVerdict::memorised);
        CHECK(space.figures.samples.q90 == doctest::Approx(0.0));
        CHECK(space.figures.held_out.q01 > 0.0F);
        CHECK(space.figures.nearer == 64);
    }
    REQUIRE(copy.rows.size() == 16);
    for (const auto& row : copy.rows) {
        CHECK(row.nearest.size() == 3);
        CHECK(row.nearest[0].image == row.sample);
        CHECK(row.nearest[0].pixels == row.pixels);
    }
    // Trained on others of its kind, as many, and none held out is among them.
    const MemorisationReport other = check(model, bytes_of(model, 7, 64), fresh);
    for (const auto& space : other.spaces)
        CHECK(space.figures.verdict == MemorisationVerdict::no_sign);
}

TEST_CASE("mirror images of the training images are found where the model was trained on them") {
    const auto model = test::tiny_model();
    const auto known = bytes_of(model, 5, 64);
    const at::Tensor images =
        at::from_blob(const_cast<std::uint8_t*>(known.data()), {64, 32, 32, 3}, at::kByte)
            .flip({2})
            .contiguous();
    const auto* first = images.const_data_ptr<std::uint8_t>();
    const std::vector<std::uint8_t> mirrored(first, first + images.numel());
    const auto fresh = bytes_of(model, 6, 64);
    CHECK(check(model, mirrored, fresh, true).spaces[0].figures.samples.q90 == 0.0F);
    CHECK(check(model, mirrored, fresh, false).spaces[0].figures.samples.q10 > 0.0F);
}

TEST_CASE("what cannot be compared is refused in words") {
    const auto model = test::tiny_model();
    const auto some = bytes_of(model, 1, 4);
    MemorisationImages images;
    images.training = make_memory_source(some, 32, 3);
    images.held_out = make_memory_source(some, 32, 3);
    MemorisationSettings settings;
    const auto run = [&](const MemorisationSettings& asked, std::stop_token stop = {}) {
        return check_memorisation(model, images, asked, stop, [](double, const std::string&) {});
    };
    for (const std::int64_t count : {std::int64_t{0}, kMostMemorisationSamples + 1}) {
        settings.count = count;
        CHECK_THROWS_AS((void)run(settings), Error);
    }
    settings.count = 2;
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS((void)run(settings, stop.get_token()), Error);
    images.training = make_memory_source(std::vector<std::uint8_t>(32 * 32 * 2), 32, 1);
    CHECK_THROWS_AS((void)run(settings), Error);
}

}  // namespace zscope
