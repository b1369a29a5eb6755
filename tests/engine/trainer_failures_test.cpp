// SPDX-License-Identifier: MIT
#include "core/engine/trainer.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <thread>

#include "core/io/checkpoint.h"
#include "core/io/run_folder.h"
#include "core/io/safetensors.h"
#include "tests/engine/trainer_stage.h"

using namespace zscope;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using zscope::testing::Bench;
using zscope::testing::check_same;
using zscope::testing::wait_for;
using zscope::testing::wait_for_state;

TEST_CASE("bad data is a failure with a message, and the trainer can start again") {
    Bench bench;
    fs::create_directories(bench.folder.path() / "nothing");
    std::ofstream(bench.folder.path() / "nothing" / "broken.png") << "\x89PNG\r\n\x1a\nrubbish";
    TrainerStart start = bench.start("run", 5);
    start.data.text = (bench.folder.path() / "nothing").string();
    Trainer trainer(bench.registry, {});
    REQUIRE(trainer.send(start));
    trainer.wait_until_done();
    CHECK(trainer.status()->state == TrainerState::failed);
    CHECK(trainer.status()->message.find("nothing") != std::string::npos);
    CHECK_FALSE(fs::exists(start.run_dir));
    REQUIRE(trainer.send(bench.start("run", 2)));
    trainer.wait_until_done();
    CHECK(trainer.status()->state == TrainerState::finished);
}

TEST_CASE("a second trainer is refused a run that is being written") {
    Bench bench;
    Trainer first(bench.registry, {});
    REQUIRE(first.send(bench.start("run", 0)));
    REQUIRE(wait_for([&] { return first.status()->step > 1; }));
    TrainerStart second = bench.start("run", 5);
    second.resume = true;
    const TrainerStatus status = bench.train(second);
    CHECK(status.state == TrainerState::failed);
    CHECK_FALSE(status.message.empty());
    REQUIRE(first.send(TrainerStop{}));
    first.wait_until_done();
    CHECK(first.status()->state == TrainerState::idle);
}

TEST_CASE("rates and share of the CPU change while it runs, and the checkpoint keeps them") {
    Bench bench;
    Trainer trainer(bench.registry, {});
    trainer.set_live({1e-3, 1e-3, 0.5});  // of a run before: must not reach this one
    REQUIRE(trainer.send(bench.start("run", 0)));
    REQUIRE(wait_for([&] { return trainer.status()->step > 1; }));
    CHECK(trainer.status()->live.lr_g == testing::tiny_config().lr_g);
    trainer.set_live({1e-4, 3e-4, 0.8});
    REQUIRE(wait_for([&] { return trainer.status()->live.lr_d == 3e-4; }));
    CHECK(trainer.status()->config.lr_d == 3e-4);
    CHECK(trainer.status()->start_rates.lr_g == testing::tiny_config().lr_g);  // for a reset
    CHECK(trainer.status()->start_rates.lr_d == testing::tiny_config().lr_d);
    REQUIRE(trainer.send(TrainerStop{}));
    trainer.wait_until_done();
    const Checkpoint saved = bench.newest("run");
    CHECK(saved.config.lr_g == 1e-4);
    CHECK(saved.config.lr_d == 3e-4);
}

TEST_CASE("rates that break training down stop it before anything spoilt is saved") {
    Bench bench;
    TrainerStart start = bench.start("run", 400);
    start.config.checkpoint_every = 1;
    start.config.sample_every = 1000;
    Trainer trainer(bench.registry, {});
    REQUIRE(trainer.send(start));
    REQUIRE(wait_for([&] { return trainer.status()->step > 2; }));
    trainer.set_live({1e38, 1e38, 1.0});
    trainer.wait_until_done();
    CHECK(trainer.status()->state == TrainerState::failed);
    CHECK(trainer.status()->message.find("not finite") != std::string::npos);
    std::vector<std::string> skipped;
    REQUIRE(newest_valid_checkpoint(start.run_dir, &skipped));
    CHECK(skipped.empty());
}

TEST_CASE("a checkpoint that cannot be written does not stop training") {
    Bench bench;
    TrainerStart start = bench.start("run", 0);
    start.config.checkpoint_every = 5;
    Trainer trainer(bench.registry, {});
    REQUIRE(trainer.send(start));
    const fs::path folder = start.run_dir / "checkpoints";
    REQUIRE(wait_for([&] { return fs::exists(folder / "step-000000.safetensors"); }));
    fs::rename(folder, start.run_dir / "away");
    std::ofstream(folder) << "a file where the folder was";
    REQUIRE(wait_for(
        [&] { return trainer.status()->message.find("could not be saved") != std::string::npos; }));
    const std::int64_t at = trainer.status()->step;
    CHECK(wait_for([&] { return trainer.status()->step > at + 10; }));
    CHECK(trainer.status()->state == TrainerState::running);
    const std::string problem = trainer.status()->problem;
    CHECK_MESSAGE(problem.find(". Training goes on") != std::string::npos, problem);
    fs::remove(folder);
    fs::rename(start.run_dir / "away", folder);
    REQUIRE(trainer.send(TrainerSave{}));
    CHECK(wait_for([&] { return trainer.status()->problem.empty(); }));
    REQUIRE_FALSE(trainer.status()->notes.empty());
    CHECK(trainer.status()->notes.back().find("written again") != std::string::npos);
    CHECK(trainer.status()->saved_step > 0);
    CHECK(read_checkpoint(folder / "step-000000.safetensors").step == 0);
    REQUIRE(trainer.send(TrainerStop{}));
    trainer.wait_until_done();
    CHECK(trainer.status()->state == TrainerState::idle);
    CHECK(bench.newest("run").step == trainer.status()->step);
}

TEST_CASE("a last save that fails is a failure with a reason") {
    Bench bench;
    TrainerStart start = bench.start("run", 0);
    Trainer trainer(bench.registry, {});
    REQUIRE(trainer.send(start));
    REQUIRE(wait_for([&] { return trainer.status()->saved_step == 0; }));
    REQUIRE(wait_for([&] { return trainer.status()->step > 0; }));
    fs::rename(start.run_dir / "checkpoints", start.run_dir / "away");
    std::ofstream(start.run_dir / "checkpoints") << "a file where the folder was";
    REQUIRE(trainer.send(TrainerStop{}));
    trainer.wait_until_done();
    CHECK(trainer.status()->state == TrainerState::failed);
    CHECK(trainer.status()->message.find("could not be saved") != std::string::npos);
    CHECK(trainer.status()->message.ends_with("."));
    CHECK(trainer.status()->saved_step == 0);
    CHECK(trainer.status()->problem.empty());  // the message has it
}

TEST_CASE("the live model is published when somebody looks") {
    Bench bench;
    Trainer trainer(bench.registry, {});
    REQUIRE(trainer.send(bench.start("run", 0)));
    REQUIRE(wait_for([&] { return trainer.status()->step > 2; }));
    const ModelRef live{LiveModel{trainer.status()->run_id}, Weights::raw};
    const auto first = bench.registry.find(live);
    REQUIRE(first);
    CHECK(first->d);
    CHECK(first->ema);
    CHECK(wait_for([&] { return bench.registry.find(live)->step > first->step; }));
    (void)trainer.real_images();
    CHECK(wait_for([&] { return trainer.real_images() != nullptr; }));
    CHECK(trainer.real_images()->images.size() == 8);
    CHECK(trainer.real_images()->images[0]->width == 32);
    REQUIRE(trainer.send(TrainerStop{false}));
    trainer.wait_until_done();
}

TEST_CASE("training images can still be looked at when the run has ended") {
    Bench bench;
    Trainer trainer(bench.registry, {});
    REQUIRE(trainer.send(bench.start("run", 2)));
    trainer.wait_until_done();
    REQUIRE(trainer.status()->state == TrainerState::finished);
    REQUIRE(trainer.real_images() != nullptr);
    CHECK(trainer.real_images()->images.size() == 8);
}

TEST_CASE("training goes on from a model with G and D") {
    Bench bench;
    REQUIRE(bench.train(bench.start("first", 3)).state == TrainerState::finished);
    TrainerStart next = bench.start("second", 1);
    next.init_model =
        (bench.folder.path() / "first" / "checkpoints" / "step-000003.safetensors").string();
    next.config.nz = 50;  // the model decides
    const TrainerStatus status = bench.train(next);
    INFO(status.message);
    CHECK(status.state == TrainerState::finished);
    CHECK(status.config.nz == 8);
    const Checkpoint first = bench.newest("first");
    const Checkpoint zero =
        read_checkpoint(bench.folder.path() / "second" / "checkpoints" / "step-000000.safetensors");
    check_same(first.g, zero.g);
    check_same(first.d, zero.d);
    CHECK(zero.step == 0);
}

TEST_CASE("a trace holds what each of the first steps needs to be checked on its own") {
    Bench bench;
    const fs::path file = bench.folder.path() / "trace.safetensors";
    TrainerOptions options;
    options.trace_file = file;
    options.trace_steps = 2;
    Trainer trainer(bench.registry, options);
    REQUIRE(trainer.send(bench.start("run", 3)));
    trainer.wait_until_done();
    INFO(trainer.status()->message);
    REQUIRE(trainer.status()->state == TrainerState::finished);
    const SafetensorsFile trace = read_safetensors(file, SafetensorsProfile::foreign);
    const Checkpoint zero =
        read_checkpoint(bench.folder.path() / "run" / "checkpoints" / "step-000000.safetensors");
    for (const char* step : {"step.0.", "step.1."}) {
        CAPTURE(step);
        for (const auto& [name, tensor] : zero.g) {
            CHECK(trace.tensors.at(std::string(step) + "G." + name).shape == tensor.shape);
            if (name.find("running") == std::string::npos && !name.ends_with("tracked")) {
                CHECK(trace.tensors.contains(std::string(step) + "gradG." + name));
            }
        }
        CHECK(trace.tensors.at(std::string(step) + "loss").shape == std::vector<std::int64_t>{6});
        CHECK(trace.tensors.at(std::string(step) + "z").shape == std::vector<std::int64_t>{8, 8});
        CHECK(trace.tensors.at(std::string(step) + "real").shape ==
              std::vector<std::int64_t>{8, 3, 32, 32});
    }
    CHECK_FALSE(trace.tensors.contains("step.2.z"));
    const HostTensor& start = trace.tensors.at("step.0.D.main.0.weight");
    CHECK(std::memcmp(start.data.get(), zero.d.at("main.0.weight").data.get(), start.bytes()) == 0);
    CHECK(trace.tensors.contains("final.D.main.0.weight"));

    TrainerStart fast = bench.start("fast", 3);
    fast.config.kernels = "auto";
    REQUIRE(trainer.send(fast));
    trainer.wait_until_done();
    CHECK(trainer.status()->state == TrainerState::failed);
    CHECK(trainer.status()->message.find("reference") != std::string::npos);
}

TEST_CASE("destroying the trainer saves what runs") {
    Bench bench;
    std::int64_t seen = 0;
    {
        Trainer trainer(bench.registry, {});
        REQUIRE(trainer.send(bench.start("run", 0)));
        REQUIRE(wait_for([&] { return trainer.status()->step > 3; }));
        seen = trainer.status()->step;
    }
    CHECK(bench.newest("run").step >= seen);
}
