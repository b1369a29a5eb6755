// SPDX-License-Identifier: MIT
#include "core/engine/inference.h"
#include "core/engine/discriminator_looks.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "core/engine/detail/runner.h"
#include "core/engine/sampling.h"
#include "core/image/grid.h"
#include "lane_watch.h"
#include "tiny_models.h"

namespace zscope {

namespace {

using Bench = test::LaneBench;
using Seen = test::LaneWatch::Seen;
using Z = std::shared_ptr<const std::vector<float>>;

Z draw(std::uint64_t seed, std::int64_t count) {
    return std::make_shared<const std::vector<float>>(torch_randn(seed, count * 10));
}

RenderRequest ask(const ModelRef& model, Z z, RenderPriority priority = RenderPriority::visible) {
    RenderRequest request;
    request.model = model;
    request.count = static_cast<std::int64_t>(z->size()) / 10;
    request.z = std::move(z);
    request.priority = priority;
    return request;
}

constexpr std::size_t kImage = 3 * 32 * 32;

std::vector<ImageRgba8> tiles_of(std::span<const float> images) {
    std::vector<ImageRgba8> tiles;
    for (std::size_t i = 0; i * kImage < images.size(); ++i)
        tiles.push_back(image_from_planes(images.subspan(i * kImage, kImage), 3, 32));
    return tiles;
}

// All at once, by the kernels that the lane draws with.
std::vector<ImageRgba8> expected_tiles(const SnapshotPointer& model, const Z& z) {
    const auto count = z->size() / static_cast<std::size_t>(model->generator.nz);
    std::vector<float> images(count * kImage);
    detail::Runner(model, Weights::automatic, detail::Drawing::fastest).images(*z, {}, images);
    return tiles_of(images);
}

int largest_difference(const ImageRgba8& a, const ImageRgba8& b) {
    int largest = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        largest = std::max(largest, std::abs(int{a.pixels[i]} - int{b.pixels[i]}));
    return largest;
}

bool shows(const RenderResult& result, const std::vector<ImageRgba8>& expected) {
    if (result.tiles.size() != expected.size()) return false;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (!result.tiles[i] || *result.tiles[i] != expected[i]) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("the number of threads may change while somebody looks") {
    Bench bench;
    const ModelRef ref = bench.open(test::tiny_model());
    const auto slot = bench.slot("grid");
    for (const int threads : {2, 1, 0}) {  // 0 counts as 1
        bench.lane.set_threads(threads);
        const Z z = draw(static_cast<std::uint64_t>(threads) + 5, 20);
        slot->submit(ask(ref, z));
        REQUIRE(bench.wait_idle(slot));
        CHECK(shows(*slot->result(), expected_tiles(test::tiny_model(), z)));
    }
}

TEST_CASE("what is drawn to look at is what a Sampler makes, within a few of 255 levels") {
    Bench bench;
    const auto model = test::tiny_model();
    const auto slot = bench.slot("grid");
    const Z z = draw(1, 8);
    slot->submit(ask(bench.open(model), z));
    REQUIRE(bench.wait_idle(slot));
    const std::vector<ImageRgba8> exact =
        tiles_of(Sampler(model, Weights::automatic).images(*z).f32());
    for (std::size_t i = 0; i < exact.size(); ++i)
        CHECK(largest_difference(*slot->result()->tiles[i], exact[i]) <= 4);
}

TEST_CASE("a grid arrives in items of at most 16 and is as if it were made at once") {
    Bench bench;
    const auto model = test::tiny_model();
    const ModelRef ref = bench.open(model);
    const auto slot = bench.slot("grid");
    CHECK(slot->idle());
    CHECK(slot->result() == nullptr);
    const Z z = draw(1, 40);
    CHECK(slot->submit(ask(ref, z)) == 1);
    REQUIRE(bench.wait_idle(slot));
    CHECK(bench.watch.seen() == std::vector<Seen>{{"grid", 1, 16, false, 100, 1},
                                                  {"grid", 1, 32, false, 100, 1},
                                                  {"grid", 1, 40, true, 100, 1}});
    CHECK(shows(*slot->result(), expected_tiles(model, z)));
    CHECK(slot->result()->compute_ms > 0);
    CHECK(bench.lane.last_compute_ms() > 0);
    CHECK(slot->submit(ask(ref, draw(1, 40))) == 1);  // the same content
    CHECK(slot->idle());
    CHECK(slot->submit(ask(ref, std::make_shared<const std::vector<float>>())) == 2);
    REQUIRE(bench.wait_idle(slot));
    CHECK(slot->result()->stamp == 2);
    CHECK(slot->result()->tiles.empty());
}

TEST_CASE("the newest request of a slot wins and an older result never follows a newer one") {
    Bench bench;
    const auto model = test::tiny_model();
    const ModelRef ref = bench.open(model);
    const auto slot = bench.slot("grid");
    bench.watch.hold();
    slot->submit(ask(ref, draw(1, 64)));
    bench.watch.wait_until_held();  // 16 of 64 are there
    slot->submit(ask(ref, draw(2, 64)));
    const Z last = draw(3, 2);
    CHECK(slot->submit(ask(ref, last)) == 3);
    CHECK_FALSE(slot->idle());
    bench.watch.release();
    REQUIRE(bench.wait_idle(slot));
    CHECK(bench.watch.seen() ==
          std::vector<Seen>{{"grid", 1, 16, false, 100, 1}, {"grid", 3, 2, true, 100, 1}});
    CHECK(shows(*slot->result(), expected_tiles(model, last)));
}

TEST_CASE("the dragged slot overtakes a grid on its way, hidden ones come last") {
    Bench bench;
    const ModelRef ref = bench.open(test::tiny_model());
    const auto grid = bench.slot("grid");
    const auto hidden = bench.slot("hidden");
    const auto drag = bench.slot("drag");
    const auto strip = bench.slot("strip");
    bench.watch.hold();
    grid->submit(ask(ref, draw(1, 24)));
    bench.watch.wait_until_held();
    hidden->submit(ask(ref, draw(2, 4), RenderPriority::hidden));
    strip->submit(ask(ref, draw(3, 5)));
    drag->submit(ask(ref, draw(4, 1), RenderPriority::dragged));
    bench.watch.release();
    REQUIRE(bench.wait_idle(hidden));
    const auto order = [&] {
        std::vector<std::string> slots;
        for (const Seen& seen : bench.watch.seen())
            slots.push_back(fmt::format("{} {}", seen.slot, seen.tiles));
        return slots;
    };
    // Visible slots take turns, so that none waits for another's whole grid; while something is
    // dragged in small pieces, so that its next request waits for little.
    CHECK(order() == std::vector<std::string>{"grid 16", "drag 1", "strip 4", "grid 20", "strip 5",
                                              "grid 24", "hidden 4"});
}

TEST_CASE("tiles whose z did not change are kept, anything else is made anew") {
    Bench bench;
    const auto model = test::tiny_model();
    const ModelRef ref = bench.open(model);
    const auto slot = bench.slot("strip");
    slot->submit(ask(ref, draw(1, 20)));
    REQUIRE(bench.wait_idle(slot));
    const auto first = slot->result();
    auto moved = std::make_shared<std::vector<float>>(*draw(1, 20));
    (*moved)[7 * 10 + 3] += 0.5F;
    moved->resize(18 * 10);
    slot->submit(ask(ref, moved));
    REQUIRE(bench.wait_idle(slot));
    const auto second = slot->result();
    CHECK(second->stamp == 2);
    for (std::size_t i = 0; i < 18; ++i)
        CHECK((first->tiles[i] == second->tiles[i]) == (i != 7));
    CHECK(shows(*second, expected_tiles(model, moved)));

    RenderRequest edited = ask(ref, moved);
    edited.edits.resize(1);
    edited.edits[0].units = std::vector<std::int64_t>{0, 1, 2, 3};
    slot->submit(edited);
    REQUIRE(bench.wait_idle(slot));
    for (std::size_t i = 0; i < 18; ++i) {
        REQUIRE(slot->result()->tiles[i]);
        CHECK(*slot->result()->tiles[i] != *second->tiles[i]);
    }
}

TEST_CASE("a request that stops half-way leaves its tiles to the next") {
    Bench bench;
    const auto model = test::tiny_model();
    const ModelRef ref = bench.open(model);
    const auto slot = bench.slot("grid");
    const Z z = draw(1, 32);
    bench.watch.hold();
    slot->submit(ask(ref, z));
    bench.watch.wait_until_held();
    auto last_changed = std::make_shared<std::vector<float>>(*z);
    last_changed->back() = 0.25F;
    slot->submit(ask(ref, last_changed));
    bench.watch.release();
    REQUIRE(bench.wait_idle(slot));
    CHECK(bench.watch.seen().size() == 2);  // 16 kept and 16 made in one item
    CHECK(shows(*slot->result(), expected_tiles(model, last_changed)));
}

TEST_CASE("another model begins a new epoch, and nothing of the old one follows") {
    Bench bench;
    const auto a = test::tiny_model({.seed = 1, .step = 1});
    const auto b = test::tiny_model({.seed = 2, .step = 2});
    const ModelRef ref_a = bench.open(a);
    const ModelRef ref_b = bench.open(b);
    const auto slot = bench.slot("grid");
    const Z z = draw(1, 20);
    bench.watch.hold();
    slot->submit(ask(ref_a, z));
    bench.watch.wait_until_held();
    slot->submit(ask(ref_b, z));
    bench.watch.release();
    REQUIRE(bench.wait_idle(slot));
    CHECK(bench.watch.seen() == std::vector<Seen>{{"grid", 1, 16, false, 1, 1},
                                                  {"grid", 2, 16, false, 2, 2},
                                                  {"grid", 2, 20, true, 2, 2}});
    CHECK(shows(*slot->result(), expected_tiles(b, z)));
    ModelRef moved_file = ref_b;
    std::get<OpenedModel>(moved_file.which).last_path = "elsewhere";
    slot->submit(ask(moved_file, z));
    REQUIRE(bench.wait_idle(slot));
    CHECK(slot->result()->epoch == 2);
}

TEST_CASE("many models in turn each give their own images") {
    Bench bench;
    std::vector<SnapshotPointer> models;
    std::vector<std::shared_ptr<RenderSlot>> slots;
    const Z z = draw(5, 3);
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        models.push_back(test::tiny_model({.seed = seed}));
        slots.push_back(bench.slot("slot"));
        slots.back()->submit(ask(bench.open(models.back()), z));
    }
    for (std::size_t i = 0; i < models.size(); ++i) {
        REQUIRE(bench.wait_idle(slots[i]));
        CHECK(shows(*slots[i]->result(), expected_tiles(models[i], z)));
    }
}

TEST_CASE("logits and feature maps are those of a Sampler") {
    Bench bench;
    const auto model = test::tiny_model();
    const ModelRef ref = bench.open(model);
    Sampler sampler(model, Weights::raw);
    const Z z = draw(6, 20);
    const auto opinions = bench.slot("D");
    RenderRequest request = ask(ref, z);
    request.want = WantDLogit{};
    opinions->submit(request);
    REQUIRE(bench.wait_idle(opinions));
    const std::vector<float> logits = sampler.d_logits(sampler.images(*z));
    REQUIRE(opinions->result()->numbers.size() == 20);
    for (std::size_t i = 0; i < 20; ++i) {
        CHECK(opinions->result()->numbers[i] == doctest::Approx(logits[i]).epsilon(1e-5));
    }
    const auto maps = bench.slot("maps");
    request.want = WantBlock{2};
    maps->submit(request);
    REQUIRE(bench.wait_idle(maps));
    REQUIRE(maps->result()->maps);
    const HostTensor expected = sampler.block_maps(*z, 2);
    CHECK(maps->result()->maps->shape == expected.shape);
    const auto given = maps->result()->maps->f32();
    CHECK(std::memcmp(given.data(), expected.f32().data(), given.size_bytes()) == 0);
    for (const Seen& seen : bench.watch.seen())
        CHECK(seen.tiles == 0);
}

TEST_CASE("the lane serves D's maps and saliency of edited images as DiscriminatorLooks does") {
    Bench bench;
    const SnapshotPointer model = test::tiny_model({.seed = 8});
    Sampler sampler(model, Weights::automatic);
    DiscriminatorLooks looks(model);
    const Z z = draw(6, 20);  // more than a work item
    RenderRequest request = ask(bench.open(model), z);
    Edit edit;
    edit.block = 2;
    edit.units = {1, 3};
    request.edits = {edit};
    const HostTensor images = sampler.images(*z, request.edits);
    const auto slot = bench.slot("D");
    const auto same_as = [&](const HostTensor& expected) {
        slot->submit(request);
        REQUIRE(bench.wait_idle(slot));
        REQUIRE(slot->result()->error == "");
        REQUIRE(slot->result()->maps);
        CHECK(slot->result()->maps->shape == expected.shape);
        const auto given = slot->result()->maps->f32();
        double most = 0.0, off = 0.0;
        for (std::size_t i = 0; i < given.size(); ++i) {
            most = std::max<double>(most, std::abs(expected.f32()[i]));
            off = std::max<double>(off, std::abs(given[i] - expected.f32()[i]));
        }
        CHECK(most > 0.0);
        CHECK(off <= 1e-5 * most);
    };
    request.want = WantDBlock{2};
    same_as(looks.maps(images, 2));
    const WantSaliency guided{SaliencyKind::guided, 2, 5};
    request.want = guided;
    same_as(looks.saliency(images, guided));

    request.want = WantDBlock{7};
    slot->submit(request);
    REQUIRE(bench.wait_idle(slot));
    CHECK(slot->result()->error == "There is no block 7 of D: it has blocks 1 to 4");
    request = ask(bench.open(test::tiny_model({.seed = 9, .with_d = false})), z);
    for (const auto& want :
         {decltype(request.want){WantDBlock{1}}, decltype(request.want){WantSaliency{}}}) {
        request.want = want;
        slot->submit(request);
        REQUIRE(bench.wait_idle(slot));
        CHECK(slot->result()->error.starts_with("tiny 9 has no discriminator"));
    }
}

}  // namespace zscope
