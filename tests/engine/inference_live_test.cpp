// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "core/engine/detail/runner.h"
#include "core/engine/inference.h"
#include "core/image/grid.h"
#include "lane_watch.h"
#include "tiny_models.h"

namespace zscope {

namespace {

using Seen = test::LaneWatch::Seen;

RenderRequest ask(const ModelRef& model, std::uint64_t seed, std::int64_t count,
                  RenderPriority priority = RenderPriority::visible) {
    RenderRequest request;
    request.model = model;
    request.count = count;
    request.z = std::make_shared<const std::vector<float>>(torch_randn(seed, count * 10));
    request.priority = priority;
    return request;
}

ModelRef live() {
    return {LiveModel{"run"}, Weights::automatic};
}

SnapshotPointer at_step(std::int64_t step) {
    return test::tiny_model({.seed = static_cast<std::uint64_t>(step), .step = step});
}

using Bench = test::LaneBench;

std::string error_of(Bench& bench, const RenderRequest& request) {
    const auto made = bench.slot("error");
    made->submit(request);
    REQUIRE(bench.wait_idle(made));
    CHECK(made->result()->done);
    CHECK(made->result()->tiles.size() == static_cast<std::size_t>(request.count));
    return made->result()->error;
}

bool shows_first(const RenderResult& result, const SnapshotPointer& model,
                 const RenderRequest& request) {
    std::vector<float> image(3 * 32 * 32);
    detail::Runner(model, Weights::automatic, detail::Drawing::fastest)
        .images(std::span(*request.z).first(10), {}, image);
    return *result.tiles.at(0) == image_from_planes(image, 3, 32);
}

}  // namespace

TEST_CASE("a slot on the live model waits for the first snapshot and asks the trainer for it") {
    Bench bench;
    const auto slot = bench.slot("live");
    bench.watch.hold();
    slot->submit(ask(live(), 1, 3));
    bench.watch.wait_until_held();
    CHECK_FALSE(slot->idle());
    CHECK_FALSE(slot->result()->done);
    CHECK(slot->result()->error.empty());
    CHECK(bench.registry.take_live_wanted("run"));
    bench.watch.release();
    bench.registry.publish_live("run", at_step(1));
    REQUIRE(bench.wait_idle(slot));
    CHECK(slot->result()->step == 1);
    CHECK(bench.watch.seen() ==
          std::vector<Seen>{{"live", 1, 0, false, 0, 1}, {"live", 1, 3, true, 1, 1}});
}

TEST_CASE("a visible slot follows the live model, and its picture never has holes meanwhile") {
    Bench bench;
    const auto slot = bench.slot("live");
    const RenderRequest request = ask(live(), 1, 40);
    bench.registry.publish_live("run", at_step(1));
    slot->submit(request);
    REQUIRE(bench.wait_idle(slot));
    CHECK(bench.registry.take_live_wanted("run"));
    for (std::int64_t step = 2; step <= 8; ++step) {
        const SnapshotPointer newest = at_step(step);
        bench.registry.publish_live("run", newest);
        CHECK((!slot->idle() || slot->result()->step == step));
        REQUIRE(bench.wait_idle(slot));
        CHECK(slot->result()->step == step);
        CHECK(slot->result()->stamp == 1);
        CHECK(shows_first(*slot->result(), newest, request));
        CHECK(bench.registry.take_live_wanted("run"));
    }
    const std::vector<Seen> seen = bench.watch.seen();
    REQUIRE(seen.size() == 3 + 7);
    for (std::size_t i = 2; i < seen.size(); ++i) {
        CHECK(seen[i].tiles == 40);
        CHECK(seen[i].done);
        CHECK(seen[i].epoch == 1);
    }
}

TEST_CASE("pictures drawn anew because training went on are on its account, others are not") {
    Bench bench;
    const auto slot = bench.slot("live");
    bench.registry.publish_live("run", at_step(1));
    slot->submit(ask(live(), 1, 3));
    REQUIRE(bench.wait_idle(slot));
    slot->submit(ask(live(), 2, 3));
    REQUIRE(bench.wait_idle(slot));
    const auto opened = bench.slot("opened");
    opened->submit(ask(bench.open(test::tiny_model()), 3, 3));
    REQUIRE(bench.wait_idle(opened));
    CHECK(bench.registry.take_live_cost("run") == 0.0);
    bench.registry.publish_live("run", at_step(2));
    // Settled in one item of work and charged for it before the lane looks for the next.
    REQUIRE(bench.watch.until([&] { return slot->result()->step == 2; }));
    const auto after = bench.slot("after");
    after->submit(ask(live(), 4, 1));
    REQUIRE(bench.wait_idle(after));
    CHECK(bench.registry.take_live_cost("run") > 0.0);
}

TEST_CASE("a picture under way is finished with the snapshot it began with, then follows") {
    Bench bench;
    const auto slot = bench.slot("live");
    bench.registry.publish_live("run", at_step(1));
    bench.watch.hold();
    slot->submit(ask(live(), 1, 33));
    bench.watch.wait_until_held();
    bench.registry.publish_live("run", at_step(2));
    bench.watch.release();
    REQUIRE(bench.wait_idle(slot));
    CHECK(bench.watch.seen() == std::vector<Seen>{{"live", 1, 16, false, 1, 1},
                                                  {"live", 1, 32, false, 1, 1},
                                                  {"live", 1, 33, true, 1, 1},
                                                  {"live", 1, 33, true, 2, 1}});
}

TEST_CASE("a hidden slot does not follow until it is visible again") {
    Bench bench;
    const auto slot = bench.slot("live");
    bench.registry.publish_live("run", at_step(1));
    slot->submit(ask(live(), 1, 2, RenderPriority::hidden));
    REQUIRE(bench.wait_idle(slot));
    CHECK(bench.registry.take_live_wanted("run"));
    bench.registry.publish_live("run", at_step(2));
    REQUIRE(bench.wait_idle(slot));
    CHECK(slot->result()->step == 1);
    CHECK_FALSE(bench.registry.take_live_wanted("run"));
    CHECK(slot->submit(ask(live(), 1, 2)) == 1);
    REQUIRE(bench.wait_idle(slot));
    CHECK(slot->result()->step == 2);
}

TEST_CASE("what cannot be rendered says why, and the slot recovers") {
    Bench bench;
    const ModelRef ref =
        bench.registry.add_opened(test::tiny_model({.seed = 3, .with_d = false}), "f");
    CHECK(error_of(bench, ask({OpenedModel{"gone", "x/faces.pth"}, Weights::automatic}, 1, 2)) ==
          "This model is not open any more: open x/faces.pth again");
    CHECK(
        error_of(bench, ask({RunSnapshot{"run", 40}, Weights::automatic}, 1, 2)).find("Step 40") !=
        std::string::npos);
    RenderRequest wrong = ask(ref, 1, 2);
    wrong.count = 3;
    CHECK(error_of(bench, wrong).find("another model") != std::string::npos);
    wrong.z = nullptr;
    CHECK_FALSE(error_of(bench, wrong).empty());
    RenderRequest without_d = ask(ref, 1, 2);
    without_d.want = WantDLogit{};
    CHECK(error_of(bench, without_d).find("discriminator") != std::string::npos);
    RenderRequest no_block = ask(ref, 1, 2);
    no_block.want = WantBlock{9};
    CHECK(error_of(bench, no_block).find("block 9") != std::string::npos);
    RenderRequest no_unit = ask(ref, 1, 2);
    no_unit.edits.resize(1);
    no_unit.edits[0].units = std::vector<std::int64_t>{999};
    CHECK(error_of(bench, no_unit).find("unit 999") != std::string::npos);
    CHECK(error_of(bench, ask({ref.which, Weights::ema}, 1, 2)).find("ema") != std::string::npos);

    const auto slot = bench.slot("recovers");
    slot->submit(no_unit);
    REQUIRE(bench.wait_idle(slot));
    CHECK_FALSE(slot->result()->error.empty());
    slot->submit(ask(ref, 1, 2));
    REQUIRE(bench.wait_idle(slot));
    CHECK(slot->result()->error.empty());
    CHECK(slot->result()->tiles[1]);
    // A model that comes back mends the slots that missed it.
    const auto missing = bench.slot("missing");
    missing->submit(ask({OpenedModel{"raw-7", ""}, Weights::automatic}, 1, 2));
    REQUIRE(bench.wait_idle(missing));
    CHECK_FALSE(missing->result()->error.empty());
    bench.registry.add_opened(test::tiny_model({.seed = 7}), "");
    REQUIRE(bench.watch.until([&] { return missing->result()->error.empty(); }));
}

TEST_CASE("while a moment of a run is read, a slot keeps its picture; given up, it says why") {
    Bench bench;
    const RunSnapshot first{"run", 1}, second{"run", 2}, third{"run", 3};
    bench.registry.add_kept(first, at_step(1));
    const auto slot = bench.slot("scrub");
    slot->submit(ask({first, Weights::automatic}, 1, 3));
    REQUIRE(bench.wait_idle(slot));
    bench.registry.expect(second);
    slot->submit(ask({second, Weights::automatic}, 1, 3));
    CHECK_FALSE(slot->idle());
    CHECK(slot->result()->step == 1);
    bench.registry.add_kept(second, at_step(2));
    REQUIRE(bench.wait_idle(slot));
    // No empty picture and no error in between.
    CHECK(bench.watch.seen() ==
          std::vector<Seen>{{"scrub", 1, 3, true, 1, 1}, {"scrub", 2, 3, true, 2, 2}});
    bench.registry.expect(third);
    slot->submit(ask({third, Weights::automatic}, 1, 3));
    bench.registry.give_up(third);
    REQUIRE(bench.watch.until([&] { return !slot->result()->error.empty(); }));
    CHECK(slot->result()->error.find("Step 3") != std::string::npos);
}

TEST_CASE("a cleared slot wants nothing more") {
    Bench bench;
    const ModelRef ref = bench.registry.add_opened(test::tiny_model(), "");
    const auto slot = bench.slot("grid");
    bench.watch.hold();
    slot->submit(ask(ref, 1, 64));
    bench.watch.wait_until_held();
    slot->clear();
    CHECK(slot->idle());
    bench.watch.release();
    const auto other = bench.slot("other");
    other->submit(ask(ref, 2, 40, RenderPriority::hidden));
    REQUIRE(bench.wait_idle(other));
    CHECK(slot->result()->stamp == 1);
    CHECK_FALSE(slot->result()->done);
    CHECK(slot->submit(ask(ref, 1, 64)) == 2);
    REQUIRE(bench.wait_idle(slot));
    CHECK(slot->result()->stamp == 2);
}

TEST_CASE("slots and the lane may go while work is under way") {
    for (int round = 0; round < 10; ++round) {
        ModelRegistry registry;
        test::LaneWatch watch;
        std::shared_ptr<RenderSlot> survivor;
        {
            InferenceLane lane(registry, 1, watch.wake());
            const ModelRef ref = registry.add_opened(test::tiny_model(), "");
            survivor = lane.make_slot("survivor");
            survivor->submit(ask(ref, 1, 64));
            auto dropped = lane.make_slot("dropped");
            dropped->submit(ask(ref, 2, 64, RenderPriority::dragged));
            if (round % 2 == 0) {
                REQUIRE(watch.until([&] { return dropped->result() != nullptr; }));
            }
        }
        // The lane is gone: its slots and the registry still answer.
        survivor->submit(ask(live(), 3, 1));
        CHECK_FALSE(survivor->idle());
        registry.publish_live("run", at_step(1));
    }
}

}  // namespace zscope
