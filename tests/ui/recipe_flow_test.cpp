// SPDX-License-Identifier: MIT
// Pictures with their recipe in the real window: saved, dropped again, replayed by the command
// line.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "core/io/file_write.h"
#include "core/io/image_codec.h"
#include "core/io/recipe_file.h"
#include "core/io/user_folders.h"
#include "flow_stage.h"
#include "own_folders.h"

using namespace zscope;
using namespace zscope::app;
namespace fs = std::filesystem;

namespace {

ImageU8 picture(const fs::path& file) {
    return decode_image(read_file(file, std::size_t{64} << 20), file.string());
}

// Runs a zscope command line as a person does in a shell, in the folder of the test's data.
bool runs(const std::string& command) {
    const fs::path program = fs::read_symlink("/proc/self/exe").parent_path() / "zscope";
    const std::string line =
        fmt::format("cd '{}' && zscope() {{ '{}' \"$@\"; }} && {} > command.log 2>&1",
                    data_folder().string(), program.string(), command);
    setenv("ZSCOPE_TEST_LINE", line.c_str(), 1);
    return std::system("bash -c \"$ZSCOPE_TEST_LINE\"") == 0;
}

bool said(App& app, const std::string& words) {
    return std::ranges::any_of(app.log(), [&](const ui::LogLine& line) {
        return line.text.find(words) != std::string::npos;
    });
}

void export_of(ImGuiTestContext& context, FlowStage& stage, const char* panel, const char* verb) {
    stage.app().shell().workspaces().show(panel);
    context.Yield(3);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    look_into(context, stage.app(), panel);
    context.ItemClick("**/Export …");
    context.ItemClick(fmt::format("//$FOCUSED/{}", verb).c_str());
    context.Yield(2);
}

fs::path image_file(const char* name) {
    return data_folder() / "images" / name;
}

void save_equation(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    app.shell().workspaces().show("calculate");
    context.Yield(3);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    look_into(context, app, "calculate");
    context.ItemClick("**/Try it with nine samples");
    context.ItemClick("**/Other noise");
    IM_CHECK_EQ(app.session().equation.size(), std::size_t{3});
    export_of(context, stage, "calculate", "Save PNG …");
    IM_CHECK(wait_for(context, [&] { return said(app, "Saved as"); }));
    IM_CHECK(fs::exists(image_file("equation.png")));
}

void clear_and_drop(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    const Session before = app.session();
    look_into(context, app, "calculate");
    context.ItemClick("**/Clear");
    context.ItemClick("**/Try it with nine samples");
    context.ItemClick("**/Other noise");
    look_into(context, app, "calculate");
    context.ItemClick("**/Clear");
    app.shell().workspaces().choose("train");
    const Session cleared = app.session();
    IM_CHECK(cleared.equation.empty());
    app.open(image_file("equation.png").string());  // what a drop on the window does
    IM_CHECK(wait_for(context, [&] { return !app.session().equation.empty(); }));
    context.Yield(3);
    IM_CHECK(app.session() == before);
    IM_CHECK_EQ(app.shell().workspaces().current().bit, unsigned{ui::kInDirections});
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);  // all of it at once
    IM_CHECK(app.session() == cleared);
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Y);
    IM_CHECK(app.session() == before);
}

std::string copied(ImGuiTestContext& context, FlowStage& stage, const char* panel) {
    ImGui::SetClipboardText("");
    export_of(context, stage, panel, "Copy as command line");
    return ImGui::GetClipboardText();
}

// The grid of a seed has a command of its own. The equation's start comes last in the window and
// first in the command, which could round otherwise: it is replayed.
void copy_commands(ImGuiTestContext& context, FlowStage& stage, std::string& grid,
                   std::string& equation) {
    export_of(context, stage, "samples", "Save PNG …");
    IM_CHECK(wait_for(context, [&] { return fs::exists(image_file("samples-seed-1.png")); }));
    grid = copied(context, stage, "samples");
    IM_CHECK(grid.starts_with("zscope sample "));
    equation = copied(context, stage, "calculate");
    IM_CHECK(equation.starts_with("zscope replay "));
}

// A walk as a clip, off-line; and the command for it.
void save_a_walk(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    WalkState walk;
    walk.start = app.session().equation.front().samples.front();
    app.act(WalkSet{walk});
    app.wish(ui::ExportWish{ui::SaveMoving{RecipeTool::walk, ui::MovingAs::gif, 8.0, 2, false}});
    const fs::path file = data_folder() / "clips" / "walk.gif";
    IM_CHECK(wait_for(context, [&] { return fs::exists(file); }));
    const std::vector<std::byte> head = read_file_begin(file, 6);
    IM_CHECK(std::string(reinterpret_cast<const char*>(head.data()), 6) == "GIF89a");
    ui::SaveMoving copy{RecipeTool::walk, ui::MovingAs::gif, 8.0, 2, true};
    app.wish(ui::ExportWish{copy});
    IM_CHECK(std::string(ImGui::GetClipboardText()).starts_with("zscope walk "));
    // Beyond what a job can be cancelled at, nothing is left behind.
    copy.copy_command = false;
    copy.as = ui::MovingAs::webp;
    app.wish(ui::ExportWish{copy});
    app.wish(ui::CancelJob{app.exports_view().job});
    IM_CHECK(wait_for(context, [&] { return app.exports_view().job == 0; }));
    IM_CHECK(!fs::exists(data_folder() / "clips" / "walk.webp"));
    IM_CHECK(app.exports_view().error.empty());
}

// Every kind of clip that needs no other program, by the window's own wishes.
void save_clips(ImGuiTestContext& context, FlowStage& stage, RecipeTool tool) {
    App& app = stage.app();
    const fs::path folder = data_folder() / "clips";
    for (const auto& [as, ending] : {std::pair{ui::MovingAs::gif, ".gif"},
                                     {ui::MovingAs::webp, ".webp"},
                                     {ui::MovingAs::frames, ""}}) {
        app.wish(ui::ExportWish{ui::SaveMoving{tool, as, 8.0, 2, false}});
        const fs::path file = folder / (std::string(word_of(tool)) + ending);
        IM_CHECK(wait_for(context, [&] { return fs::exists(file); }));
    }
    IM_CHECK(wait_for(context, [&] { return app.exports_view().job == 0; }));
}

// A walk with a turn, which no command has but a recipe, and a path at equal speed.
void walk_and_path(FlowStage& stage) {
    App& app = stage.app();
    const std::vector<SampleId> ids = app.session().equation.at(0).samples;
    WalkState walk;
    walk.start = ids[0];
    walk.step = 5;
    walk.turns = {{2, 3}};
    app.act(WalkSet{walk});
    PathState path;
    path.points = {{ids[0], 0.25}, {ids[1], 0.0}, {ids[2], 0.0}};
    path.closed = path.equal_speed = true;
    app.act(PathSet{path});
}

}  // namespace

TEST_CASE("clips of a walk and of a path come back when they are dropped, and are replayed") {
    const OwnFolders own;
    FlowStage stage;
    App& app = stage.app();
    app.open("faces");
    REQUIRE(stage.until([&] { return settled(stage) && app.model().name == "Faces"; }));
    app.shell().set_tour(false);
    REQUIRE(stage.run("samples", [&](ImGuiTestContext& c) { save_equation(c, stage); }));
    walk_and_path(stage);
    const WalkState walk = app.session().walk;
    const PathState path = app.session().path;
    for (const RecipeTool tool : {RecipeTool::walk, RecipeTool::path})
        REQUIRE(stage.run("clips", [&](ImGuiTestContext& c) { save_clips(c, stage, tool); }));
    ImGui::SetClipboardText("");
    app.wish(ui::ExportWish{ui::SaveMoving{RecipeTool::walk, ui::MovingAs::gif, 8.0, 2, true}});
    const std::string command = ImGui::GetClipboardText();
    CHECK(command.starts_with("zscope replay "));

    const fs::path clips = data_folder() / "clips";
    app.act(WalkSet{});
    app.act(PathSet{});
    app.open((clips / "walk.gif").string());
    REQUIRE(stage.until([&] { return app.session().walk == walk; }));
    CHECK(app.session().path == PathState{});
    app.open((clips / "path.webp").string());
    REQUIRE(stage.until([&] { return app.session().path == path; }));
    // A frame brings its image as a sample, selected.
    app.open((clips / "path" / "frame-00003.png").string());
    REQUIRE(stage.until([&] { return app.session().selection.size() == 1; }));

    // The command line draws the same frames, from either file.
    for (const auto& [file, folder] : {std::pair{"walk.webp", "walk"}, {"path.gif", "path"}}) {
        REQUIRE(runs(fmt::format("zscope replay clips/{} --frames again-{}", file, folder)));
        const fs::path again = data_folder() / fmt::format("again-{}", folder);
        for (const char* frame : {"frame-00000.png", "frame-00011.png"})
            CHECK(picture(again / frame) == picture(clips / folder / frame));
    }
    REQUIRE(runs(command));
    CHECK(find_recipe(data_folder() / "walk.gif")->session ==
          find_recipe(clips / "walk.gif")->session);
}

TEST_CASE("an equation is saved, cleared and dropped again: the Session is as it was") {
    const OwnFolders own;
    Session last;
    std::string grid, equation;
    {
        FlowStage stage;
        stage.app().open("faces");
        REQUIRE(stage.until([&] { return settled(stage) && stage.app().model().name == "Faces"; }));
        stage.app().shell().set_tour(false);
        REQUIRE(stage.run("save", [&](ImGuiTestContext& c) { save_equation(c, stage); }));
        REQUIRE(stage.run("drop", [&](ImGuiTestContext& c) { clear_and_drop(c, stage); }));
        REQUIRE(stage.run("copy",
                          [&](ImGuiTestContext& c) { copy_commands(c, stage, grid, equation); }));
        last = stage.app().session();
        REQUIRE(stage.run("walk", [&](ImGuiTestContext& c) { save_a_walk(c, stage); }));
    }
    // The command line draws the same pixels: from the recipe, and by the commands that were
    // copied.
    const ImageU8 saved = picture(image_file("equation.png"));
    REQUIRE(runs("zscope replay images/equation.png --out again.png"));
    CHECK(picture(data_folder() / "again.png") == saved);
    REQUIRE(runs(equation));
    CHECK(picture(data_folder() / "equation.png") == saved);
    REQUIRE(runs(grid));
    CHECK(picture(data_folder() / "samples-seed-1.png") ==
          picture(image_file("samples-seed-1.png")));

    // Another person's zscope: other folders, another model open, other numbers of samples.
    const fs::path file = own.folder.path() / "from a friend.png";
    fs::copy_file(image_file("equation.png"), file);
    const OwnFolders others;
    FlowStage stage;
    REQUIRE(stage.until([&] { return settled(stage); }));
    stage.app().open(file.string());
    REQUIRE(stage.until([&] { return !stage.app().session().equation.empty(); }));
    REQUIRE(stage.until([&] { return settled(stage); }));
    CHECK(stage.app().model().name == "Faces");
    CHECK(stage.app().session().calculate == last.calculate);
    const Recipe recipe = read_recipe(file);
    REQUIRE(recipe.session.equation.size() == 3);
    CHECK(stage.app().session().equation.size() == 3);

    // Of a model that is nowhere: said, with what to do, and the Session stays.
    Recipe lost = recipe;
    lost.model = {std::string(64, '0'), "lost model", Weights::raw, "/nowhere/g.safetensors"};
    write_png(own.folder.path() / "lost.png", ImageRgba8{1, 1, {0, 0, 0, 255}}, lost);
    const Session here = stage.app().session();
    stage.app().open((own.folder.path() / "lost.png").string());
    REQUIRE(stage.until([&] { return said(stage.app(), "was drawn by the model lost model"); }));
    CHECK(stage.app().session() == here);
}
