// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <cstring>
#include <string>
#include <thread>

#include "core/engine/trainer.h"
#include "core/io/checkpoint.h"
#include "tests/engine/tiny_training.h"
#include "tests/temp_folder.h"

// What the tests of the trainer share: a trainer beside a folder of images, waiting, comparing.
namespace zscope::testing {

// A trainer beside a folder of images and a place for runs.
struct Bench {
    explicit Bench(int images = 24) { make_images(folder.path() / "images", images); }

    TrainerStart start(const std::string& run, std::int64_t steps) const {
        TrainerStart result;
        result.config = tiny_config();
        result.data = {(folder.path() / "images").string()};
        result.run_dir = folder.path() / run;
        result.total_steps = steps;
        return result;
    }
    // Runs to the end in a trainer of its own.
    TrainerStatus train(const TrainerStart& start) {
        Trainer trainer(registry, {});
        REQUIRE(trainer.send(start));
        trainer.wait_until_done();
        return *trainer.status();
    }
    Checkpoint newest(const std::string& run) const {
        const auto path = newest_valid_checkpoint(folder.path() / run, nullptr);
        REQUIRE(path);
        return read_checkpoint(*path);
    }

    test::TempFolder folder;
    ModelRegistry registry;
};

// Patient: on a busy machine a trainer at nice 19 hardly runs.
template <class Condition>
bool wait_for(Condition condition, std::chrono::milliseconds patience = std::chrono::seconds(120)) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

inline bool wait_for_state(const Trainer& trainer, TrainerState state) {
    return wait_for([&] { return trainer.status()->state == state; });
}

inline void check_same(const NamedTensors& a, const NamedTensors& b) {
    REQUIRE(a.size() == b.size());
    REQUIRE_FALSE(a.empty());
    for (const auto& [name, tensor] : a) {
        CAPTURE(name);
        REQUIRE(b.contains(name));
        REQUIRE(b.at(name).bytes() == tensor.bytes());
        CHECK(std::memcmp(b.at(name).data.get(), tensor.data.get(), tensor.bytes()) == 0);
    }
}

inline void check_same(const Checkpoint& a, const Checkpoint& b) {
    CHECK(a.step == b.step);
    CHECK(a.position == b.position);
    check_same(a.g, b.g);
    check_same(a.g_ema, b.g_ema);
    check_same(a.d, b.d);
    check_same(a.adam_g_exp_avg, b.adam_g_exp_avg);
    check_same(a.adam_g_exp_avg_sq, b.adam_g_exp_avg_sq);
    check_same(a.adam_d_exp_avg, b.adam_d_exp_avg);
    check_same(a.adam_d_exp_avg_sq, b.adam_d_exp_avg_sq);
}

}  // namespace zscope::testing
