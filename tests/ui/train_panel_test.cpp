// SPDX-License-Identifier: MIT
// The Train panel: what it shows of a run and what it sends when somebody uses it.
#include "ui/panels/train_panel.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "panel_stage.h"

using namespace zscope;
using namespace zscope::ui;

TEST_CASE("Start sends the form's configuration") {
    PanelStage stage;
    stage.open_model();
    auto& train = stage.add<TrainPanel>(ImVec2(420, 800));
    train.set_settings({{"data", "model"}, {"total_steps", 500}, {"config", {{"batch", 32}}}});
    stage.frames(2);
    stage.click(stage.id("train", {"Start"}));
    REQUIRE(stage.sink.command<TrainerStart>() != nullptr);
    const TrainerStart& start = *stage.sink.command<TrainerStart>();
    CHECK(start.data.text == "model");
    CHECK(start.total_steps == 500);
    TrainConfig expected;
    expected.batch = 32;
    CHECK(start.config == expected);
    CHECK(start.init_model.empty());
}

TEST_CASE("a folder that is not there cannot be trained on, and the panel says so") {
    PanelStage stage;
    auto& train = stage.add<TrainPanel>(ImVec2(420, 800));
    train.set_settings({{"data", "/no/such/folder"}});
    stage.frames(2);
    CHECK(says(stage.text(), "There is no folder or file /no/such/folder"));
    stage.click(ImVec2(60, 25));
    CHECK(stage.sink.commands.empty());
}

TEST_CASE("a run is paused, stepped, continued and stopped; rates change while it runs") {
    PanelStage stage;
    stage.run_live(50);
    stage.add<TrainPanel>(ImVec2(420, 800));
    stage.frames(2);
    stage.click(stage.id("train", {"###pause"}));
    CHECK(stage.sink.command<TrainerPause>() != nullptr);
    stage.trainer.state = TrainerState::paused;
    stage.frames(1);
    stage.click(stage.id("train", {"###pause"}));
    CHECK(stage.sink.command<TrainerContinue>() != nullptr);
    stage.click(stage.id("train", {"Step"}));
    CHECK(stage.sink.command<TrainerStep>()->count == 1);
    stage.click(stage.id("train", {"Stop & save"}));
    CHECK(stage.sink.command<TrainerStop>()->save);

    const ImGuiID table = ImHashStr("live", 0, stage.id("train", {}));
    const ImVec2 at = stage.find(ImHashStr("##cpu_share", 0, table));
    stage.move(at);
    stage.press();
    stage.release();
    REQUIRE_FALSE(stage.sink.lives.empty());
    CHECK(stage.sink.lives.back().cpu_share < 0.9);
    CHECK(stage.sink.lives.back().lr_g == stage.trainer.live.lr_g);
}

TEST_CASE("preparing can be cancelled") {
    PanelStage stage;
    stage.trainer.state = TrainerState::preparing;
    stage.trainer.message = "Drawing 20,000 faces";
    stage.trainer.progress = 0.4;
    stage.add<TrainPanel>(ImVec2(420, 500));
    stage.frames(2);
    const std::string text = stage.text();
    CHECK(says(text, "Drawing 20,000 faces"));
    CHECK_MESSAGE(says(text, "40 %"), text);
    stage.click(stage.id("train", {"Cancel"}));
    REQUIRE(stage.sink.command<TrainerStop>() != nullptr);
    CHECK_FALSE(stage.sink.command<TrainerStop>()->save);
}

TEST_CASE("a finished run goes on from its newest checkpoint") {
    PanelStage stage;
    stage.trainer.state = TrainerState::finished;
    stage.trainer.run_dir = "/runs/first";
    stage.trainer.step = stage.trainer.total_steps = 1000;
    stage.add<TrainPanel>(ImVec2(420, 800));
    stage.frames(2);
    stage.click(stage.id("train", {"Continue this run"}));
    REQUIRE(stage.sink.command<TrainerStart>() != nullptr);
    CHECK(stage.sink.command<TrainerStart>()->resume);
    CHECK(stage.sink.command<TrainerStart>()->run_dir == "/runs/first");
    CHECK(stage.sink.command<TrainerStart>()->total_steps == 0);
}

TEST_CASE("a rate that was changed goes back to what the run started with") {
    PanelStage stage;
    stage.run_live(50);
    stage.trainer.config.lr_g = stage.trainer.live.lr_g = 1e-5;  // as the trainer keeps them
    stage.trainer.start_rates = {3e-4, 2e-4, 1.0};
    stage.trainer.live.lr_d = 2e-4;
    stage.add<TrainPanel>(ImVec2(420, 800));
    stage.frames(2);
    const auto arrow = [&stage](const char* rate) {
        ImGuiID id = ImHashStr("live", 0, stage.id("train", {}));
        for (const char* part : {rate, "reset", "\u21BA"})
            id = ImHashStr(part, 0, id);
        return id;
    };
    stage.click(arrow("Learning rate G"));
    REQUIRE_FALSE(stage.sink.lives.empty());
    CHECK(stage.sink.lives.back().lr_g == 3e-4);
    CHECK(stage.sink.lives.back().lr_d == 2e-4);
}

TEST_CASE("the variety of samples stands beside the other figures once it is known") {
    PanelStage stage;
    stage.run_live(50);
    stage.add<TrainPanel>(ImVec2(420, 800));
    stage.frames(2);
    CHECK_FALSE(says(stage.text(), "of the data's"));
    stage.trainer.sample_spread = 0.873;
    CHECK(says(stage.text(), "0.87 of the data's"));
}

TEST_CASE("a disk that fails is said in red while training goes on") {
    PanelStage stage;
    stage.run_live(50);
    stage.trainer.problem =
        "The checkpoint of step 40 could not be saved: No space left. Training "
        "goes on; older checkpoints are intact.";
    stage.trainer.message = stage.trainer.problem;
    stage.add<TrainPanel>(ImVec2(420, 800));
    stage.frames(2);
    const std::string text = stage.text();
    const std::size_t first = text.find("could not be saved");
    CHECK(first != std::string::npos);
    CHECK(text.find("could not be saved", first + 1) == std::string::npos);  // once
    CHECK(says(text, "tried again by itself"));
    CHECK(says(text, "Training"));
    stage.trainer.problem.clear();
    stage.trainer.message.clear();
    CHECK_FALSE(says(stage.text(), "tried again by itself"));
}

TEST_CASE("a stopped run is shown with its verdict, and goes on or makes room for a new one") {
    PanelStage stage;
    stage.run_live(120);
    stage.trainer.state = TrainerState::idle;
    stage.trainer.saved_step = 120;
    stage.trainer.runs = 1;
    stage.health = {HealthLevel::good, "Healthy", "D(x) 0.70 over the last 200 steps.", ""};
    stage.add<TrainPanel>(ImVec2(420, 800));
    stage.frames(2);
    std::string text = stage.text();
    CHECK(says(text, "Stopped at step 120, saved in /runs/first"));
    CHECK(says(text, "Healthy"));
    CHECK_FALSE(says(text, "Images from"));
    stage.click(stage.id("train", {"Continue this run"}));
    REQUIRE(stage.sink.command<TrainerStart>() != nullptr);
    CHECK(stage.sink.command<TrainerStart>()->resume);
    CHECK(stage.sink.command<TrainerStart>()->run_dir == "/runs/first");
    stage.click(stage.id("train", {"New run"}));
    text = stage.text();
    CHECK(says(text, "Images from"));
    CHECK(says(text, "Stopped at step 120"));  // and the way back
    stage.click(stage.id("train", {"Start"}));
    CHECK_FALSE(stage.sink.command<TrainerStart>()->resume);
    stage.trainer.runs = 2;  // and stops like the first
    stage.frames(1);
    CHECK_FALSE(says(stage.text(), "Images from"));
}

TEST_CASE("a run starts over: saved, its settings back in the form, nothing resumed") {
    PanelStage stage;
    stage.run_live(120);
    stage.trainer.runs = 1;
    stage.trainer.config.batch = 32;
    stage.trainer.config.lr_g = 1e-6;
    stage.trainer.start_rates = {3e-4, 2e-4, 1.0};
    stage.trainer.total_steps = 500;
    stage.trainer.data_spec = {"model"};
    stage.add<TrainPanel>(ImVec2(420, 800));
    stage.frames(2);
    stage.click(stage.id("train", {"Start over"}));
    REQUIRE(stage.sink.command<TrainerStop>() != nullptr);
    CHECK(stage.sink.command<TrainerStop>()->save);
    stage.trainer.state = TrainerState::idle;
    stage.trainer.saved_step = 120;
    stage.frames(2);
    CHECK(says(stage.text(), "Stopped at step 120, saved in /runs/first"));
    stage.click(stage.id("train", {"Start"}));
    REQUIRE(stage.sink.command<TrainerStart>() != nullptr);
    const TrainerStart& start = *stage.sink.command<TrainerStart>();
    CHECK(start.config.batch == 32);
    CHECK(start.config.lr_g == 3e-4);
    CHECK(start.total_steps == 500);
    CHECK(start.run_dir.empty());
    CHECK_FALSE(start.resume);
}

TEST_CASE("an opened run can be continued, or be the start of a new one") {
    namespace fs = std::filesystem;
    std::string pattern = (fs::temp_directory_path() / "zscope-test-XXXXXX").string();
    const fs::path run = ::mkdtemp(pattern.data());
    fs::create_directories(run / "checkpoints");
    std::ofstream(run / "run.json") << "{}";
    const fs::path file = run / "checkpoints" / "step-001500.safetensors";
    std::ofstream(file) << "x";
    PanelStage stage;
    stage.open_model();
    stage.session.model = ModelRef{OpenedModel{"abc", file.string()}, Weights::automatic};
    stage.model.has_d = true;
    stage.add<TrainPanel>(ImVec2(420, 800));
    stage.frames(2);
    CHECK(says(stage.text(), "Continue this run (step 1,500)"));
    stage.click(stage.id("train", {"###continue_opened"}));
    REQUIRE(stage.sink.command<TrainerStart>() != nullptr);
    CHECK(stage.sink.command<TrainerStart>()->resume);
    CHECK(stage.sink.command<TrainerStart>()->run_dir == run);
    CHECK(stage.sink.command<TrainerStart>()->data.text.empty());  // the run's own
    stage.click(stage.id("train", {"New run from its G and D"}));
    stage.click(stage.id("train", {"Start"}));
    CHECK(stage.sink.command<TrainerStart>()->init_model == file.string());
    CHECK_FALSE(stage.sink.command<TrainerStart>()->resume);
    fs::remove_all(run);
}

TEST_CASE("time is estimated before anything was trained, from one measurement") {
    nlohmann::json kept;
    {
        PanelStage stage;
        const auto& train = stage.add<TrainPanel>(ImVec2(420, 800));
        stage.open_model();
        stage.frames(3);
        CHECK(stage.sink.wished<MeasureSpeed>() != nullptr);
        CHECK(stage.sink.wishes.size() == 1);  // asked once
        CHECK(says(stage.text(), "the time is being measured"));
        stage.product_speed = 1e11;
        stage.frames(1);
        CHECK(says(stage.text(), "for 1,000 steps"));
        kept = train.settings();
    }
    PanelStage later;
    later.add<TrainPanel>(ImVec2(420, 800)).set_settings(kept);
    later.open_model();
    later.frames(2);
    CHECK(later.sink.wishes.empty());
    CHECK(says(later.text(), "for 1,000 steps"));
}
