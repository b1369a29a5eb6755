// SPDX-License-Identifier: MIT
// What the Train panel works out: the form, its estimate, what an ended run says.
#include "ui/panels/train_form.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "core/engine/speed_probe.h"
#include "ui/panels/train_end.h"
#include "ui/panels/train_estimate.h"
#include "ui/panels/train_progress.h"

using namespace zscope;
using namespace zscope::ui;

TEST_CASE("the form says why it cannot start, and starts what it shows") {
    TrainForm form;
    OpenedForTraining opened;
    CHECK(form.problem(opened, false).empty());
    CHECK(form.start(opened).data.text == "model");
    form.source = SourceKind::folder;
    CHECK_FALSE(form.problem(opened, false).empty());
    form.folder = "/data/faces";
    CHECK(form.problem(opened, false).find("/data/faces") != std::string::npos);
    CHECK(form.problem(opened, true).empty());
    CHECK(form.start(opened).data.text == "/data/faces");
    form.source = SourceKind::opened;
    CHECK_FALSE(form.problem(opened, true).empty());
    opened.path = "/models/a.safetensors";
    CHECK(form.start(opened).data.text == "model:/models/a.safetensors");
    form.train_on = true;
    CHECK_FALSE(form.problem(opened, true).empty());  // no model that it could start from
    opened.trainable = true;
    opened.size = 128;
    opened.channels = 1;
    opened.nz = 64;
    opened.prior = "uniform";
    CHECK(form.problem(opened, true).empty());
    const TrainerStart start = form.start(opened);
    CHECK(start.init_model == opened.path);
    CHECK(start.config.size == 128);
    CHECK(start.config.nz == 64);
    CHECK(start.config.prior == "uniform");
    form.config.batch = 0;
    CHECK_FALSE(form.problem(opened, true).empty());
}

TEST_CASE("only an opened model with a file can be trained on") {
    Session session;
    session.model = ModelRef{OpenedModel{"id", "/m.safetensors"}, Weights::automatic};
    ModelView model;
    model.available = true;
    model.has_d = true;
    CHECK(opened_for_training(session, model).trainable);
    model.has_d = false;
    CHECK(opened_for_training(session, model).trainable);  // with a new D
    CHECK_FALSE(opened_for_training(session, model).has_d);
    CHECK(opened_for_training(session, model).path == "/m.safetensors");
    session.model = ModelRef{LiveModel{"run"}, Weights::automatic};
    CHECK(opened_for_training(session, model).path.empty());
}

TEST_CASE("the form survives a restart, and settings of another version") {
    TrainForm form;
    form.source = SourceKind::folder;
    form.folder = "/data";
    form.config.lr_d = 1e-4;
    form.total_steps = 700;
    TrainForm again;
    again.take_json(form.to_json());
    CHECK(again.to_json() == form.to_json());
    CHECK(again.config == form.config);
    TrainForm spoilt;
    spoilt.take_json({{"config", {{"batch", "many"}}}, {"total_steps", "x"}, {"source", 3}});
    CHECK(spoilt.config == TrainConfig{});
    CHECK(spoilt.source == SourceKind::shipped);
    spoilt.take_json({{"data", "/dropped"}});
    CHECK(spoilt.source == SourceKind::folder);
    CHECK(spoilt.folder == "/dropped");
    spoilt.take_json({{"data", "world:rooms,seed=4"}});
    CHECK(spoilt.source == SourceKind::world);
    CHECK(spoilt.world_title() == "Rooms");
    CHECK(spoilt.start({}).data.text == "world:rooms,seed=4");
    TrainForm reread;
    reread.take_json(spoilt.to_json());
    CHECK(reread.world == "world:rooms,seed=4");
    spoilt.world = "world:faces,nose=1";
    CHECK(spoilt.problem({}, false).find("nose") != std::string::npos);
}

TEST_CASE("time is told from the last run, by the work of a step, or from the machine's speed") {
    MeasuredSpeed speed;
    speed.images_per_s = 128;
    TrainConfig config;
    CHECK(expected_seconds(speed, 0, config, 100).value() == doctest::Approx(100));
    config.cpu_share = 0.5;
    CHECK(expected_seconds(speed, 0, config, 100).value() == doctest::Approx(200));
    config.cpu_share = 1;
    config.batch = 64;
    CHECK(expected_seconds(speed, 0, config, 100).value() == doctest::Approx(50));
    config.ngf = config.ndf = 32;  // about a quarter of the work
    const double narrow = expected_seconds(speed, 0, config, 100).value();
    CHECK(narrow > 50 / 4.0);
    CHECK(narrow < 50 / 3.5);
    // Half the time for the same: what was slept does not count.
    speed.config.cpu_share = 0.5;
    CHECK(expected_seconds(speed, 0, config, 100).value() == doctest::Approx(narrow / 2));
    // The standard step is 291 GFLOP: at 582 GFLOP/s, of which training reaches a part, 0.5 s each.
    const double product = 582e9 / kTrainingShareOfProduct;
    CHECK(expected_seconds(std::nullopt, product, TrainConfig{}, 100).value() ==
          doctest::Approx(50).epsilon(0.01));
    CHECK_FALSE(expected_seconds(std::nullopt, 0, TrainConfig{}, 100).has_value());
}

TEST_CASE("a tiny network's speed says little about a large one") {
    MeasuredSpeed tiny;
    tiny.config.size = 32;
    tiny.config.ngf = tiny.config.ndf = tiny.config.batch = 4;
    tiny.images_per_s = 100;
    CHECK_FALSE(comparable(tiny, TrainConfig{}));
    CHECK(comparable(tiny, tiny.config));
    const double machine = expected_seconds(std::nullopt, 1e11, TrainConfig{}, 10).value();
    CHECK(expected_seconds(tiny, 1e11, TrainConfig{}, 10).value() == doctest::Approx(machine));
    CHECK(expected_seconds(tiny, 1e11, tiny.config, 10).value() == doctest::Approx(0.4));
    CHECK(expected_seconds(tiny, 0, TrainConfig{}, 10).has_value());  // better than nothing
}

TEST_CASE("a run starts over with what it was started with") {
    TrainerStatus run;
    run.config.batch = 32;
    run.config.lr_g = 1e-5;  // changed while it ran
    run.config.cpu_share = 0.2;
    run.start_rates = {3e-4, 4e-4, 0.8};
    run.total_steps = 700;
    run.data_spec = {"/data/faces"};
    run.init_model = "/models/faces.safetensors";
    TrainForm form;
    form.train_on = true;
    form.take_run(run);
    const TrainerStart start = form.start({});
    CHECK(start.config.batch == 32);
    CHECK(start.config.lr_g == 3e-4);
    CHECK(start.config.lr_d == 4e-4);
    CHECK(start.config.cpu_share == 0.8);
    CHECK(start.total_steps == 700);
    CHECK(start.data.text == "/data/faces");
    CHECK(start.init_model == "/models/faces.safetensors");
    CHECK(start.run_dir.empty());  // a new folder
    CHECK_FALSE(start.resume);
    run.data_spec = {"model:/models/other.safetensors"};
    run.init_model.clear();
    form.take_run(run);
    CHECK(form.problem({}, false).empty());
    CHECK(form.start({}).data.text == "model:/models/other.safetensors");
    CHECK(form.start({}).init_model.empty());
    TrainForm again;
    again.take_json(form.to_json());
    CHECK(again.start({}).data.text == "model:/models/other.safetensors");
}

TEST_CASE("a checkpoint in a run folder is found to be a run's, with its newest step") {
    namespace fs = std::filesystem;
    std::string pattern = (fs::temp_directory_path() / "zscope-test-XXXXXX").string();
    const fs::path folder = ::mkdtemp(pattern.data());
    fs::create_directories(folder / "run" / "checkpoints");
    const fs::path old = folder / "run" / "checkpoints" / "step-000500.safetensors";
    for (const char* name : {"step-000000", "step-000500", "step-001500"})
        std::ofstream(old.parent_path() / (std::string(name) + ".safetensors")) << "x";
    CHECK_FALSE(run_of_checkpoint(old).has_value());  // no run.json
    std::ofstream(folder / "run" / "run.json") << "{}";
    REQUIRE(run_of_checkpoint(old).has_value());
    CHECK(run_of_checkpoint(old)->dir == folder / "run");
    CHECK(run_of_checkpoint(old)->step == 1500);
    CHECK_FALSE(run_of_checkpoint(folder / "run" / "faces.safetensors").has_value());
    CHECK_FALSE(run_of_checkpoint("").has_value());
    fs::remove_all(folder);
}

TEST_CASE("time left") {
    TrainerStatus status;
    status.images_per_s = 256;
    status.total_steps = 1000;
    status.step = 500;
    CHECK(seconds_left(status) == doctest::Approx(250));
    status.total_steps = 0;
    CHECK(seconds_left(status) < 0);
}

TEST_CASE("an ended run says where it stands and what is saved") {
    TrainerStatus status;
    CHECK_FALSE(has_ended_run(status));
    status.run_dir = "/runs/first";
    status.step = 1240;
    status.saved_step = 1240;
    CHECK(has_ended_run(status));
    CHECK(end_text(status) == "Stopped at step 1,240, saved in /runs/first");
    status.saved_step = 1000;
    CHECK(end_text(status).find("without saving") != std::string::npos);
    CHECK(end_text(status).find("is of step 1,000") != std::string::npos);
    status.state = TrainerState::finished;
    CHECK(end_text(status) == "Finished at step 1,240, saved in /runs/first");
    status.state = TrainerState::running;
    CHECK_FALSE(has_ended_run(status));
}

TEST_CASE("a list of images to leave out belongs to its data set") {
    TrainForm form;
    form.take_json({{"data", "/data/faces"}, {"exclude", "/lists/faces.txt"}});
    CHECK(form.start({}).data == DataSpec{"/data/faces", "/lists/faces.txt"});
    TrainForm again;
    again.take_json(form.to_json());  // after a restart
    CHECK(again.exclude == "/lists/faces.txt");
    again.take_json({{"total_steps", 5}});
    CHECK(again.exclude == "/lists/faces.txt");
    again.take_json({{"data", "/data/cats"}});
    CHECK(again.start({}).data == DataSpec{"/data/cats", ""});
    TrainerStatus run;
    run.data_spec = {"/data/faces", "/lists/faces.txt"};
    again.take_run(run);  // starting over leaves the same images out
    CHECK(again.exclude == "/lists/faces.txt");
    again.source = SourceKind::shipped;
    CHECK(again.start({}).data == DataSpec{"model", ""});
}
