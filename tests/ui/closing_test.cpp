// SPDX-License-Identifier: MIT
// The window is closed, or the program interrupted, while the run cannot be saved.
#include <doctest/doctest.h>
#include <imgui_te_context.h>
#include <stdlib.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "app/window/bench_images.h"
#include "app/window/model_view.h"
#include "flow_stage.h"

using namespace zscope;
using namespace zscope::app;
namespace fs = std::filesystem;

namespace {

struct OwnRuns {
    OwnRuns() {
        for (const char* variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"}) {
            setenv(variable, (folder.path() / variable).c_str(), 1);
        }
        write_bench_images(folder.path() / "images", 24, 32);
    }
    TrainerStart start(const std::string& name) const {
        TrainerStart start;
        start.config.size = 32;
        start.config.ngf = start.config.ndf = 4;
        start.config.nz = 16;
        start.config.batch = 8;
        start.data.text = (folder.path() / "images").string();
        start.run_dir = folder.path() / name;
        return start;
    }
    TemporaryFolder folder;
};

bool has_begun(App& app, const fs::path& run) {
    return app.trainer().run_dir == run && app.trainer().step >= 2 && app.trainer().saved_step >= 0;
}

// No checkpoint can be written from here on: a file stands where the folder was.
void spoil_checkpoints(const fs::path& run) {
    fs::rename(run / "checkpoints", run / "away");
    std::ofstream(run / "checkpoints") << "not a folder";
}

bool log_has_error(const App& app, const std::string& words) {
    for (const ui::LogLine& line : app.log()) {
        if (line.level == ui::LogLevel::error && line.text.find(words) != std::string::npos)
            return true;
    }
    return false;
}

void answer(FlowStage& stage, const char* name, const char* button) {
    REQUIRE(stage.run(name, [&](ImGuiTestContext& context) {
        context.Yield(2);
        context.ItemClick(button);
        context.Yield(2);
    }));
}

}  // namespace

TEST_CASE("a run that cannot be saved keeps the window open and asks again") {
    const OwnRuns own;
    FlowStage stage;
    App& app = stage.app();
    const TrainerStart start = own.start("first");
    app.train(start);
    REQUIRE(stage.until([&] { return has_begun(app, start.run_dir); }));
    spoil_checkpoints(start.run_dir);
    app.ask_to_close();
    answer(stage, "stop and save", "//###closing/Stop and save");
    REQUIRE(stage.until([&] { return !trains(app.trainer()) && app.asks_to_close(); }));
    CHECK_FALSE(app.closed());
    CHECK(app.trainer().state == TrainerState::failed);
    CHECK(log_has_error(app, "could not be saved"));
    answer(stage, "cancel", "//###closing/Cancel");
    CHECK_FALSE(app.asks_to_close());
    CHECK_FALSE(app.closed());

    const TrainerStart second = own.start("second");
    app.train(second);
    REQUIRE(stage.until([&] { return has_begun(app, second.run_dir); }));
    spoil_checkpoints(second.run_dir);
    app.ask_to_close();
    answer(stage, "stop and save again", "//###closing/Stop and save");
    REQUIRE(stage.until([&] { return !trains(app.trainer()) && app.asks_to_close(); }));
    CHECK_FALSE(app.closed());
    answer(stage, "close anyway", "//###closing/Close anyway");
    CHECK(app.closed());
}

TEST_CASE("an interrupted program whose run cannot be saved exits with 1, else with 0") {
    const OwnRuns own;
    for (const bool spoilt : {false, true}) {
        CAPTURE(spoilt);
        FlowStage stage;
        App& app = stage.app();
        const TrainerStart start = own.start(spoilt ? "spoilt" : "good");
        app.train(start);
        REQUIRE(stage.until([&] { return has_begun(app, start.run_dir); }));
        if (spoilt) spoil_checkpoints(start.run_dir);
        FrameLoop::Options options;
        options.before_draw = [] { std::raise(SIGTERM); };
        FrameLoop loop(stage.window(), app, options);
        CHECK(loop.run() == (spoilt ? 1 : 0));
        CHECK(app.closed());
    }
}
