// SPDX-License-Identifier: MIT
#include "core/engine/registry.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "tiny_models.h"

namespace zscope {

namespace {

ModelRef live(const std::string& run) {
    return {LiveModel{run}, Weights::automatic};
}

std::int64_t bytes_of(const ModelSnapshot& model) {
    std::int64_t total = 0;
    for (const auto& [name, tensor] : model.raw)
        total += static_cast<std::int64_t>(tensor.bytes());
    for (const auto& [name, tensor] : *model.d)
        total += static_cast<std::int64_t>(tensor.bytes());
    return total;
}

}  // namespace

TEST_CASE("an opened model is found by either of its ids and replaced when opened again") {
    ModelRegistry registry;
    const auto model = test::tiny_model({.seed = 1, .step = 5000, .with_ema = true});
    const ModelRef ref = registry.add_opened(model, "faces.safetensors");
    CHECK(std::get<OpenedModel>(ref.which).model_id == "ema-1");
    CHECK(std::get<OpenedModel>(ref.which).last_path == "faces.safetensors");
    CHECK(registry.find(ref) == model);
    CHECK(registry.find({OpenedModel{"raw-1", "elsewhere"}, Weights::raw}) == model);
    CHECK(registry.find({OpenedModel{"", ""}, Weights::raw}) == nullptr);
    CHECK(registry.find({OpenedModel{"raw-2", ""}, Weights::raw}) == nullptr);
    registry.add_opened(model, "copy.safetensors");
    REQUIRE(registry.entries().size() == 1);
    CHECK(std::get<OpenedModel>(registry.entries()[0].ref.which).last_path == "copy.safetensors");
    CHECK(registry.entries()[0].name == "tiny 1");
    CHECK(registry.entries()[0].model == registry.find(registry.entries()[0].ref));
}

TEST_CASE("looking at a live model asks the trainer for it, once per look") {
    ModelRegistry registry;
    CHECK_FALSE(registry.take_live_wanted("run"));
    CHECK(registry.find(live("run")) == nullptr);
    CHECK(registry.take_live_wanted("run"));
    CHECK_FALSE(registry.take_live_wanted("run"));
    CHECK_FALSE(registry.take_live_wanted("other"));
    const auto first = test::tiny_model({.seed = 1, .step = 10});
    const auto second = test::tiny_model({.seed = 2, .step = 20});
    registry.publish_live("run", first);
    CHECK(registry.find(live("run")) == first);
    registry.publish_live("run", second);
    CHECK(registry.find(live("run")) == second);
    CHECK(first.use_count() == 1);
}

TEST_CASE("what following a live model costs is handed to the trainer once") {
    ModelRegistry registry;
    CHECK(registry.take_live_cost("run") == 0.0);
    registry.add_live_cost("run", 0.25);
    registry.add_live_cost("run", 0.5);
    registry.add_live_cost("other", 4.0);
    CHECK(registry.take_live_cost("run") == 0.75);
    CHECK(registry.take_live_cost("run") == 0.0);
    CHECK(registry.take_live_cost("other") == 4.0);
}

TEST_CASE("freezing keeps the moment while the live model goes on") {
    ModelRegistry registry;
    CHECK_FALSE(registry.freeze("run"));
    const auto first = test::tiny_model({.seed = 1, .step = 10});
    registry.publish_live("run", first);
    const auto kept = registry.freeze("run");
    REQUIRE(kept);
    CHECK(std::get<RunSnapshot>(kept->which) == RunSnapshot{"run", 10});
    registry.publish_live("run", test::tiny_model({.seed = 2, .step = 20}));
    CHECK(registry.find(*kept) == first);
    CHECK(registry.find({RunSnapshot{"run", 20}, Weights::raw})->step == 20);
    CHECK(registry.find({RunSnapshot{"run", 15}, Weights::raw}) == nullptr);
    CHECK(registry.find({RunSnapshot{"other", 10}, Weights::raw}) == nullptr);
    CHECK_FALSE(registry.take_live_wanted("run"));
    CHECK(registry.entries().size() == 2);
}

TEST_CASE("over budget, the live model looked at longest ago goes; opened and frozen stay") {
    const auto model = test::tiny_model({.seed = 9});
    ModelRegistry registry(bytes_of(*model) * 4);
    const ModelRef opened = registry.add_opened(model, "");
    registry.publish_live("frozen", test::tiny_model({.seed = 1}));
    const auto frozen = registry.freeze("frozen");
    registry.publish_live("a", test::tiny_model({.seed = 2}));
    registry.publish_live("b", test::tiny_model({.seed = 3}));
    CHECK(registry.find(live("a")) != nullptr);  // "b" is now the least recently used of the two
    registry.publish_live("c", test::tiny_model({.seed = 4}));
    CHECK(registry.find(live("b")) == nullptr);
    CHECK(registry.find(live("a")) != nullptr);
    CHECK(registry.find(live("c")) != nullptr);
    CHECK(registry.find(opened) == model);
    CHECK(registry.find(*frozen) != nullptr);

    ModelRegistry tiny(1);  // what was just published stays even so
    tiny.publish_live("a", model);
    CHECK(tiny.find(live("a")) == model);
}

TEST_CASE("moments read from a run folder: the ones used last, within a quarter of the budget") {
    const auto model = test::tiny_model({.seed = 9});
    ModelRegistry registry(bytes_of(*model) * 8);
    const auto ref = [](std::int64_t step) {
        return ModelRef{RunSnapshot{"run", step}, Weights::automatic};
    };
    const auto moment = [](std::int64_t step) { return RunSnapshot{"run", step}; };
    CHECK_FALSE(registry.expects(ref(1)));
    registry.expect(moment(1));
    CHECK(registry.expects(ref(1)));
    CHECK(registry.find(ref(1)) == nullptr);
    registry.add_kept(moment(1), model);
    CHECK_FALSE(registry.expects(ref(1)));
    CHECK(registry.find(ref(1)) == model);
    registry.add_kept(moment(2), test::tiny_model({.seed = 2}));
    CHECK(registry.find(ref(1)) == model);  // step 2 is now the one used longest ago
    registry.add_kept(moment(3), test::tiny_model({.seed = 3}));
    CHECK(registry.find(ref(2)) == nullptr);
    CHECK(registry.find(ref(1)) != nullptr);
    CHECK(registry.find(ref(3)) != nullptr);
    CHECK(registry.entries().empty());  // no list of models is flooded by scrubbing
    registry.expect(moment(4));
    registry.give_up(moment(4));
    CHECK_FALSE(registry.expects(ref(4)));
    ModelRegistry tiny(1);  // what was read last stays even so
    tiny.add_kept(moment(1), model);
    CHECK(tiny.find(ref(1)) == model);
    // A frozen moment is the whole one, and goes before what a file has of the step.
    registry.publish_live("run", test::tiny_model({.seed = 5, .step = 3}));
    REQUIRE(registry.freeze("run"));
    CHECK(registry.find(ref(3))->name == "tiny 5");
}

TEST_CASE("every change is told, outside the lock, and versions grow") {
    ModelRegistry registry;
    int told = 0;
    std::uint64_t seen = 0;
    registry.add_listener([&] {
        ++told;
        const std::uint64_t version = registry.version();
        CHECK(version > seen);
        seen = version;
    });
    registry.add_opened(test::tiny_model(), "");
    registry.publish_live("run", test::tiny_model());
    registry.freeze("run");
    CHECK(told == 3);
    CHECK(registry.find(live("run")) != nullptr);
    CHECK(told == 3);
}

TEST_CASE("a reader beside a publisher sees whole snapshots, in order") {
    ModelRegistry registry;
    std::atomic<bool> over = false;
    std::thread trainer([&] {
        auto model = std::make_shared<ModelSnapshot>(*test::tiny_model());
        for (std::int64_t step = 1; step <= 500; ++step) {
            auto next = std::make_shared<ModelSnapshot>(*model);
            next->step = step;
            registry.publish_live("run", next);
        }
        over = true;
    });
    std::int64_t last = 0;
    bool ordered = true;
    while (!over) {
        const SnapshotPointer model = registry.find(live("run"));
        if (!model) continue;
        ordered = ordered && model->step >= last;
        last = model->step;
    }
    trainer.join();
    CHECK(ordered);
    CHECK(registry.find(live("run"))->step == 500);
}

}  // namespace zscope
