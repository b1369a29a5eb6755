// SPDX-License-Identifier: MIT
// A run through time, in the real window: scrubbed, played, pinned, there after a restart, and
// followed while another process trains it.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "core/engine/sampling.h"
#include "core/image/grid.h"
#include "core/io/checkpoint.h"
#include "core/io/model_file.h"
#include "core/io/run_folder.h"
#include "core/io/run_snapshots.h"
#include "core/latent/torch_randn.h"
#include "flow_stage.h"
#include "own_folders.h"

using namespace zscope;
using namespace zscope::app;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kSteps = 12;  // few: on a busy machine a trainer hardly runs

TrainerStart tiny_run(const fs::path& folder) {
    TrainerStart start;
    start.config.size = 32;
    start.config.ngf = start.config.ndf = 4;
    start.config.nz = 16;
    start.config.batch = 8;
    start.config.lr_g = start.config.lr_d = 2e-2;  // so that they show
    start.data.text = (folder / "images").string();
    start.run_dir = folder / "run";
    start.total_steps = kSteps;
    return start;
}

// Row 0 of the grid through RUN@STEP, as `zscope sample` makes it.
ImageRgba8 first_of_step(const fs::path& run, std::int64_t step) {
    const SnapshotPointer model =
        open_model(resolve_model(run.string() + "@" + std::to_string(step)));
    const std::vector<float> z = draw_z(model->prior, 1, 64, model->generator.nz);
    Sampler sampler(model, Weights::automatic, 1);
    const HostTensor images = sampler.images({z.data(), z.data() + model->generator.nz});
    return image_from_planes(images.f32(), 3, 32);
}

int distance(const ImageRgba8& a, const ImageRgba8& b) {
    if (a.pixels.size() != b.pixels.size()) return 255;
    int worst = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i)
        worst = std::max(worst, std::abs(a.pixels[i] - b.pixels[i]));
    return worst;
}

const ImageRgba8& shown_first(App& app) {
    static const ImageRgba8 none{};
    const auto result = app.slots().result("samples");
    const bool there = result != nullptr && !result->tiles.empty() && result->tiles[0] != nullptr;
    return there ? *result->tiles[0] : none;
}

std::int64_t step_of(const ModelRef& model) {
    const auto* kept = std::get_if<RunSnapshot>(&model.which);
    return kept == nullptr ? -1 : kept->step;
}

bool all_drawn(App& app) {
    const ui::TimelineView* view = app.timeline();
    return view != nullptr && view->moments.size() > 2 &&
           std::ranges::all_of(view->moments, [](const auto& m) { return m.image != nullptr; });
}

// Of those that the run has kept. A disk that is behind has them some steps later than planned.
std::int64_t fourth_step(App& app) {
    return app.timeline()->moments.at(3).step;
}

void show_timeline(ImGuiTestContext& context, FlowStage& stage) {
    stage.app().shell().workspaces().show("timeline");
    context.Yield(3);
    IM_CHECK(wait_for(context, [&] { return settled(stage) && all_drawn(stage.app()); }));
    look_into(context, stage.app(), "timeline");
}

// From the live end back to the first steps, in one drag: one step to undo.
void scrub_back(ImGuiTestContext& context, FlowStage& stage, const fs::path& run) {
    App& app = stage.app();
    show_timeline(context, stage);
    const Session before = app.session();
    const ImRect slider = context.ItemInfo("##step").RectFull;
    const float y = slider.GetCenter().y;
    context.MouseMoveToPos({slider.Max.x - 5, y});
    context.MouseDown();
    std::vector<std::int64_t> steps;
    for (const float share : {0.8F, 0.6F, 0.4F, 0.2F, 0.0F}) {
        context.MouseMoveToPos({slider.Min.x + 5 + share * (slider.GetWidth() - 10), y});
        context.Yield(2);
        if (steps.empty() || steps.back() != step_of(app.session().model))
            steps.push_back(step_of(app.session().model));
    }
    context.MouseUp();
    IM_CHECK_GE(steps.size(), std::size_t{4});
    IM_CHECK_EQ(step_of(app.session().model), 0);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    // Every panel works on it: the grid's first sample is that of step 0, as the file gives it.
    IM_CHECK_EQ(app.model().step, 0);
    IM_CHECK_LE(distance(shown_first(app), first_of_step(run, 0)), 8);  // drawn in bf16, perhaps
    IM_CHECK_GT(distance(shown_first(app), first_of_step(run, kSteps)), 8);
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    IM_CHECK(app.session() == before);
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Y);
    IM_CHECK_EQ(step_of(app.session().model), 0);
}

void each_from_its_snapshot(ImGuiTestContext&, FlowStage& stage, const fs::path& run) {
    const ui::TimelineView* view = stage.app().timeline();
    IM_CHECK(view != nullptr);
    for (const ui::TimelineMoment& moment : view->moments)
        IM_CHECK_EQ(distance(*moment.image, first_of_step(run, moment.step)), 0);
}

// A picture, a click: its step. Play goes on to the newest, all of it one step to undo.
void click_and_play(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    const std::int64_t step = fourth_step(app);
    app.shell().workspaces().find("timeline").set_settings({{"pace", 30.0}});
    look_into(context, app, "timeline");
    context.SetRef(context.WindowInfo("film").ID);
    context.ItemClick(fmt::format("$${}/moment", step).c_str());
    IM_CHECK_EQ(step_of(app.session().model), step);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    const Session before = app.session();
    look_into(context, app, "timeline");
    context.ItemClick("**/###play");
    IM_CHECK(wait_for(context, [&] { return step_of(app.session().model) == kSteps; }));
    context.Yield(4);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    IM_CHECK(app.session() == before);
}

void pin_and_unpin(ImGuiTestContext& context, FlowStage& stage, const fs::path& run) {
    look_into(context, stage.app(), "timeline");
    const std::int64_t step = fourth_step(stage.app());
    const auto kind = [&] { return find_moment(run, step)->kind; };
    IM_CHECK(kind() == MomentKind::light);
    context.ItemClick("**/###pin");
    IM_CHECK(wait_for(context, [&] { return kind() == MomentKind::pinned; }));
    context.Yield(2);
    // The keyboard is the panel's: K is the step's, not the selection's.
    IM_CHECK(wait_for(context, [&] {
        const ui::TimelineView* view = stage.app().timeline();
        return std::ranges::any_of(view->moments, [&](const auto& moment) {
            return moment.step == step && moment.kind == MomentKind::pinned;
        });
    }));
    context.KeyPress(ImGuiKey_K);
    IM_CHECK(wait_for(context, [&] { return kind() == MomentKind::light; }));
    IM_CHECK(stage.app().session().tray.empty());
}

// `zscope train` as another process; ended as a person ends it, with a signal.
class OtherProcess {
  public:
    explicit OtherProcess(const std::vector<std::string>& arguments) {
        std::vector<char*> raw;
        for (const std::string& argument : arguments)
            raw.push_back(const_cast<char*>(argument.c_str()));
        raw.push_back(nullptr);
        child_ = ::fork();
        REQUIRE(child_ >= 0);
        if (child_ == 0) {
            ::execv(raw[0], raw.data());
            ::_exit(127);
        }
    }
    ~OtherProcess() {
        if (child_ > 0) stop();
    }
    OtherProcess(const OtherProcess&) = delete;
    OtherProcess& operator=(const OtherProcess&) = delete;
    int stop() {
        int status = -1;
        ::kill(child_, SIGTERM);
        ::waitpid(child_, &status, 0);
        child_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    pid_t child_ = -1;
};

}  // namespace

TEST_CASE("timeline: scrub, play, pin; frozen and chosen moments are there after a restart") {
    const OwnFolders own;
    const TrainerStart start = tiny_run(own.folder.path());
    write_bench_images(own.folder.path() / "images", 24, 32);
    Session last;
    std::int64_t frozen = -1;
    {
        FlowStage stage;
        App& app = stage.app();
        app.shell().set_tour(false);
        REQUIRE(stage.until([&] { return settled(stage); }));
        app.shell().workspaces().choose("train");
        app.train(start);
        REQUIRE(stage.until([&] { return app.trainer().state == TrainerState::finished; }));
        REQUIRE(stage.until([&] { return settled(stage) && app.model().live; }));
        // Steps 0 1 2 4 8 10 12; a disk that is behind may lack one.
        CHECK(list_moments(start.run_dir).size() >= 5);
        app.act(GridSet{1, 64});
        REQUIRE(stage.run("scrub back", [&](ImGuiTestContext& context) {
            scrub_back(context, stage, start.run_dir);
        }));
        REQUIRE(stage.run("each from its snapshot", [&](ImGuiTestContext& context) {
            each_from_its_snapshot(context, stage, start.run_dir);
        }));
        REQUIRE(stage.run("click and play",
                          [&](ImGuiTestContext& context) { click_and_play(context, stage); }));
        REQUIRE(stage.run("pin and unpin", [&](ImGuiTestContext& context) {
            pin_and_unpin(context, stage, start.run_dir);
        }));
        // Live again, and frozen: the moment is in the run folder, whole.
        app.act(ModelChoose{{LiveModel{app.trainer().run_id}, Weights::automatic}});
        frozen = app.model().step;  // the last that the window was shown
        app.wish(ui::FreezeLive{});
        CHECK(step_of(app.session().model) == frozen);
        last = app.session();
    }
    CHECK(find_moment(start.run_dir, frozen)->kind == MomentKind::pinned);
    FlowStage stage;
    App& app = stage.app();
    REQUIRE(stage.until([&] { return settled(stage) && app.model().step == frozen; }));
    CHECK(app.session() == last);
    CHECK(app.model().has_d);
    // The grid is asked for in the frame after the model is there.
    CHECK(stage.until(
        [&] { return distance(shown_first(app), first_of_step(start.run_dir, frozen)) <= 8; }));
}

TEST_CASE("timeline: a snapshot that is damaged is said, and the others are shown") {
    const OwnFolders own;
    TrainerStart start = tiny_run(own.folder.path());
    write_bench_images(own.folder.path() / "images", 24, 32);
    FlowStage stage;
    App& app = stage.app();
    app.shell().set_tour(false);
    app.train(start);
    REQUIRE(stage.until([&] { return app.trainer().state == TrainerState::finished; }));
    const std::vector<RunMoment> moments = list_moments(start.run_dir);
    REQUIRE(moments.size() > 4);
    const RunMoment& spoilt = moments[2];
    fs::resize_file(spoilt.path, static_cast<std::uintmax_t>(spoilt.bytes) / 2);
    const RunSnapshot damaged{app.trainer().run_id, spoilt.step};
    const RunSnapshot whole{app.trainer().run_id, moments[3].step};
    app.act(ModelChoose{{whole, Weights::automatic}});
    app.shell().workspaces().show("timeline");
    REQUIRE(stage.until([&] {
        const ui::TimelineView* view = app.timeline();
        return settled(stage) && app.model().step == whole.step && view != nullptr &&
               view->moments.size() == moments.size() && !view->moments[2].error.empty() &&
               view->moments.front().image != nullptr && view->moments[3].image != nullptr;
    }));
    CHECK(app.timeline()->moments[2].error.find(spoilt.path.string()) != std::string::npos);
    app.act(ModelChoose{{damaged, Weights::automatic}});
    REQUIRE(stage.until([&] { return !app.model().available && !app.opening(); }));
    CHECK(app.model().why_not.find("cut off") != std::string::npos);
    app.wish(ui::UndoRedo{false});
    REQUIRE(stage.until([&] { return settled(stage) && app.model().step == whole.step; }));
}

TEST_CASE("following: another process trains, and the window goes along until it ends") {
    const OwnFolders own;
    write_bench_images(own.folder.path() / "images", 24, 32);
    const fs::path run = own.folder.path() / "run";
    OtherProcess other({ZSCOPE_PROGRAM,
                        "train",
                        "--data",
                        (own.folder.path() / "images").string(),
                        "--run",
                        run.string(),
                        "--size",
                        "32",
                        "--ngf",
                        "4",
                        "--ndf",
                        "4",
                        "--nz",
                        "16",
                        "--batch",
                        "8",
                        "--threads",
                        "1",
                        "--cpu-share",
                        "0.5",
                        "--checkpoint-every",
                        "20",
                        "--steps",
                        "1000000"});
    FlowStage stage;
    App& app = stage.app();
    app.shell().set_tour(false);
    REQUIRE(stage.until(
        [&] { return settled(stage) && newest_valid_checkpoint(run, nullptr).has_value(); }));
    app.open(run.string());
    REQUIRE(stage.until([&] {
        return app.opened_run() && app.opened_run()->followed && app.opened_run()->losses &&
               app.opened_run()->losses->size() > 0 && settled(stage);
    }));
    const std::string id = read_run_info(run).run_id;
    REQUIRE(std::holds_alternative<LiveModel>(app.session().model.which));
    CHECK(std::get<LiveModel>(app.session().model.which).run_id == id);
    const std::int64_t first_step = app.opened_run()->losses->back().step;
    const std::int64_t first_model = app.model().step;
    // New losses, and a newer model, with D's opinion.
    REQUIRE(stage.until([&] {
        return app.opened_run()->losses->back().step > first_step + 20 &&
               app.model().step > first_model && app.model().step % 20 == 0 && app.model().has_d;
    }));
    app.shell().workspaces().show("timeline");
    REQUIRE(stage.until([&] { return all_drawn(app); }));
    CHECK(other.stop() == 0);
    REQUIRE(stage.until([&] { return !app.opened_run()->followed; }));
    const std::vector<LossSample> written = read_metrics(run);
    CHECK(app.opened_run()->losses->size() == written.size());
    CHECK(app.opened_run()->losses->back().step == written.back().step);
    CHECK(app.opened_run()->losses->back().loss_g == written.back().loss_g);
    REQUIRE(stage.until([&] { return app.model().step == written.back().step; }));
}
