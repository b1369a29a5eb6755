// SPDX-License-Identifier: MIT
#include "core/engine/trainer.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <thread>

#include "core/io/checkpoint.h"
#include "core/io/model_file.h"
#include "core/io/run_folder.h"
#include "core/io/run_snapshots.h"
#include "core/io/safetensors.h"
#include "tests/engine/trainer_stage.h"

using namespace zscope;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using zscope::testing::Bench;
using zscope::testing::check_same;
using zscope::testing::wait_for;
using zscope::testing::wait_for_state;

TEST_CASE("a run reaches its steps and leaves a whole run folder") {
    Bench bench;
    TrainerStart start = bench.start("run", 6);
    start.config.checkpoint_every = 4;
    start.config.sample_every = 3;
    Trainer trainer(bench.registry, {});
    REQUIRE(trainer.send(start));
    trainer.wait_until_done();
    const auto status = trainer.status();
    INFO(status->message);
    CHECK(status->state == TrainerState::finished);
    CHECK(status->step == 6);
    CHECK(status->image_count == 24);
    CHECK(status->sample_spread > 0.0);
    const fs::path run = bench.folder.path() / "run";
    CHECK(status->run_dir == run);
    CHECK(fs::exists(run / "checkpoints" / "step-000000.safetensors"));
    CHECK(fs::exists(run / "checkpoints" / "step-000006.safetensors"));
    for (const char* sheet : {"step-000000.png", "step-000003.png", "step-000006.png"})
        CHECK(fs::exists(run / "samples" / sheet));
    const std::vector<LossSample> metrics = read_metrics(run);
    REQUIRE(metrics.size() == 6);
    CHECK(metrics.back().step == 6);
    const auto feed = trainer.losses();
    REQUIRE(feed->size() == 6);
    CHECK(feed->tail.back().loss_g == doctest::Approx(metrics.back().loss_g).epsilon(1e-5));
    CHECK(std::isfinite(metrics.back().loss_d));
    const RunInfo info = read_run_info(run);
    CHECK(info.run_id == status->run_id);
    CHECK(info.kernels.at("precision") == "fp32");
    CHECK(bench.newest("run").position == 6 * 8);
}

TEST_CASE("40 steps equal 20, a resume, and 20 more, bit for bit") {
    Bench bench;
    CHECK(bench.train(bench.start("whole", 40)).state == TrainerState::finished);
    CHECK(bench.train(bench.start("halves", 20)).state == TrainerState::finished);
    CHECK(bench.newest("halves").step == 20);
    TrainerStart rest = bench.start("halves", 40);
    rest.resume = true;
    rest.data.text.clear();       // from run.json
    rest.config = TrainConfig{};  // the run's own counts
    const TrainerStatus status = bench.train(rest);
    INFO(status.message);
    CHECK(status.state == TrainerState::finished);
    CHECK(status.config == testing::tiny_config());
    check_same(bench.newest("whole"), bench.newest("halves"));
    const auto metrics = read_metrics(bench.folder.path() / "halves");
    CHECK(metrics.size() == 40);
}

TEST_CASE("rolled back to an earlier checkpoint, a run repeats itself") {
    Bench bench;
    TrainerStart start = bench.start("run", 9);
    start.config.checkpoint_every = 3;
    REQUIRE(bench.train(start).state == TrainerState::finished);
    const Checkpoint before = bench.newest("run");
    TrainerStart back = bench.start("run", 9);
    back.resume_from = bench.folder.path() / "run" / "checkpoints" / "step-000003.safetensors";
    if (!fs::exists(*back.resume_from)) {  // the disk was behind: step 0 is always there
        back.resume_from = bench.folder.path() / "run" / "checkpoints" / "step-000000.safetensors";
    }
    const TrainerStatus status = bench.train(back);
    INFO(status.message);
    CHECK(status.state == TrainerState::finished);
    check_same(before, bench.newest("run"));
}

TEST_CASE("a run keeps light snapshots on the schedule, and a resume takes the later ones back") {
    Bench bench;
    TrainerStart start = bench.start("run", 30);
    start.config.checkpoint_every = 5;
    REQUIRE(bench.train(start).state == TrainerState::finished);
    const fs::path run = bench.folder.path() / "run";
    std::vector<std::int64_t> steps;
    for (const RunMoment& moment : list_moments(run)) {
        if (moment.kind == MomentKind::light) steps.push_back(moment.step);
    }
    // All of the schedule; later by some steps where the disk was behind.
    REQUIRE(steps.size() >= 4);
    CHECK(steps.size() <= 11);
    CHECK(steps.front() == 0);
    // They are the states that a checkpoint of that step has, rounded.
    const fs::path first = run / "checkpoints" / "step-000000.safetensors";
    const SnapshotPointer light = open_model(find_moment(run, 0)->path);
    const Checkpoint whole = read_checkpoint(first);
    for (const auto& [name, tensor] : whole.g_ema) {
        if (tensor.dtype != DType::f32) continue;
        CAPTURE(name);
        for (std::size_t i = 0; i < tensor.f32().size(); ++i)
            CHECK(light->ema->at(name).f32()[i] ==
                  doctest::Approx(tensor.f32()[i]).epsilon(1.0 / 256));
    }
    // Rolled back to the start, none of a later step is left, and the run makes them again.
    const Checkpoint before = bench.newest("run");
    TrainerStart back = bench.start("run", 30);
    back.resume_from = first;
    REQUIRE(bench.train(back).state == TrainerState::finished);
    CHECK(fs::exists(run / "snapshots" / "set-aside"));
    check_same(before, bench.newest("run"));
}

TEST_CASE("snapshots change nothing that a run computes; without a budget there are none") {
    Bench bench;
    TrainerStart with = bench.start("with", 12), without = bench.start("without", 12);
    without.config.snapshot_budget_mb = 0;
    REQUIRE(bench.train(with).state == TrainerState::finished);
    REQUIRE(bench.train(without).state == TrainerState::finished);
    CHECK(fs::exists(bench.folder.path() / "with" / "snapshots" / "step-000000.safetensors"));
    CHECK(fs::is_empty(bench.folder.path() / "without" / "snapshots"));
    check_same(bench.newest("with"), bench.newest("without"));
}

TEST_CASE("a disk that takes no snapshot is a problem that is told, and training goes on") {
    Bench bench;
    TrainerStart start = bench.start("run", 0);
    Trainer trainer(bench.registry, {});
    REQUIRE(trainer.send(start));
    REQUIRE(wait_for([&] { return trainer.status()->step >= 1; }));
    const fs::path run = bench.folder.path() / "run";
    fs::rename(run / "snapshots", run / "away");
    std::ofstream(run / "snapshots") << "in the way";
    CHECK(wait_for([&] {
        return trainer.status()->problem.find("for the timeline could not be saved") !=
               std::string::npos;
    }));
    CHECK(trainer.status()->state == TrainerState::running);
    REQUIRE(trainer.send(TrainerStop{true}));
    trainer.wait_until_done();
    CHECK(trainer.status()->state == TrainerState::idle);
}

TEST_CASE("a resume takes new rates only when asked, and never another shape") {
    Bench bench;
    REQUIRE(bench.train(bench.start("run", 2)).state == TrainerState::finished);
    TrainerStart more = bench.start("run", 3);
    more.resume = true;
    more.config.lr_g = 1e-5;
    more.config.nz = 12;
    CHECK(bench.train(more).config == testing::tiny_config());
    more.total_steps = 4;
    more.resume_keys = {"lr_g"};
    CHECK(bench.train(more).config.lr_g == 1e-5);
    more.resume_keys = {"nz"};
    const TrainerStatus refused = bench.train(more);
    CHECK(refused.state == TrainerState::failed);
    CHECK(refused.message.find("nz") != std::string::npos);
}

TEST_CASE("pause, step, continue and stop at any moment") {
    Bench bench;
    Trainer trainer(bench.registry, {});
    for (int round = 0; round < 12; ++round) {
        CAPTURE(round);
        REQUIRE(trainer.send(bench.start("run-" + std::to_string(round), 0)));
        if (round % 3 != 0) REQUIRE(wait_for_state(trainer, TrainerState::running));
        if (round % 2 == 0) {
            REQUIRE(trainer.send(TrainerPause{}));
            REQUIRE(wait_for_state(trainer, TrainerState::paused));
            const std::int64_t at = trainer.status()->step;
            REQUIRE(trainer.send(TrainerStep{3}));
            REQUIRE(wait_for([&] {
                return trainer.status()->step == at + 3 &&
                       trainer.status()->state == TrainerState::paused;
            }));
            std::this_thread::sleep_for(20ms);
            CHECK(trainer.status()->step == at + 3);
            if (round % 4 == 0) {
                REQUIRE(trainer.send(TrainerContinue{}));
                REQUIRE(wait_for([&] { return trainer.status()->step > at + 5; }));
            }
        }
        REQUIRE(trainer.send(TrainerStop{}));
        trainer.wait_until_done();
        INFO(trainer.status()->message);
        REQUIRE(trainer.status()->state == TrainerState::idle);
        const std::string run = "run-" + std::to_string(round);
        if (trainer.status()->step > 0) CHECK(bench.newest(run).step == trainer.status()->step);
    }
}

TEST_CASE("a save is said to be done, and what was said goes away") {
    Bench bench;
    Trainer trainer(bench.registry, {});
    const TrainerStart start = bench.start("run", 0);
    REQUIRE(trainer.send(start));
    REQUIRE(wait_for([&] { return trainer.status()->step > 0; }));
    REQUIRE(wait_for([&] { return trainer.status()->saved_step == 0; }));
    CHECK(trainer.status()->data_spec == start.data);
    CHECK(trainer.status()->runs == 1);
    REQUIRE(trainer.send(TrainerSave{}));
    REQUIRE(wait_for([&] { return trainer.status()->saved_step > 0; }));
    const std::string done = "Saved step " + std::to_string(trainer.status()->saved_step) + ".";
    CHECK(trainer.status()->message == done);
    REQUIRE(trainer.send(TrainerPause{}));
    REQUIRE(wait_for_state(trainer, TrainerState::paused));
    REQUIRE(trainer.send(TrainerSave{}));
    REQUIRE(wait_for([&] { return trainer.status()->saved_step == trainer.status()->step; }));
    CHECK(wait_for([&] { return trainer.status()->message.empty(); }));
    REQUIRE(trainer.send(TrainerStop{}));
    trainer.wait_until_done();
    CHECK(trainer.status()->saved_step == trainer.status()->step);
    // A resume: its notes are kept, what they say does not stay.
    std::ofstream(start.run_dir / "checkpoints" / "step-900000.safetensors") << "cut off";
    TrainerStart more = start;
    more.resume = true;
    REQUIRE(trainer.send(more));
    REQUIRE(wait_for([&] { return !trainer.status()->notes.empty(); }));
    const std::vector<std::string> notes = trainer.status()->notes;
    CHECK(notes[0].find("Passed over") != std::string::npos);
    CHECK(trainer.status()->runs == 2);
    CHECK(wait_for([&] { return trainer.status()->message.empty(); }));
    CHECK(trainer.status()->notes == notes);
}

TEST_CASE("a stop while the images are opened ends at once and leaves no run") {
    Bench bench(400);
    Trainer trainer(bench.registry, {});
    REQUIRE(trainer.send(bench.start("run", 0)));
    REQUIRE(trainer.send(TrainerStop{}));
    trainer.wait_until_done();
    CHECK(trainer.status()->state == TrainerState::idle);
    CHECK(trainer.status()->step == 0);
}

TEST_CASE("a signal stops between two steps and saves") {
    Bench bench;
    Trainer trainer(bench.registry, {});
    REQUIRE(trainer.send(bench.start("run", 0)));
    REQUIRE(wait_for([&] { return trainer.status()->step > 3; }));
    trainer.request_stop_from_signal();
    trainer.wait_until_done();
    CHECK(trainer.status()->state == TrainerState::idle);
    CHECK(bench.newest("run").step == trainer.status()->step);
}
