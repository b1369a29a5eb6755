// SPDX-License-Identifier: MIT
// A folder is dropped, looked at, and trained on without what looks alike, in the real window.
#include <doctest/doctest.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "core/io/data/data_set.h"
#include "core/io/run_folder.h"
#include "flow_stage.h"
#include "own_folders.h"

using namespace zscope;
using namespace zscope::app;

namespace {

namespace fs = std::filesystem;
using State = ui::DataView::State;

constexpr int kImages = 24;

// Images, two of them twice, and a file that only has an image's name.
void write_photos(const fs::path& folder) {
    write_bench_images(folder, kImages, 48);
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        files.push_back(entry.path());
    std::ranges::sort(files);
    fs::copy_file(files[3], folder / "zz-copy-1.png");
    fs::copy_file(files[5], folder / "zz-copy-2.png");
    std::ofstream(folder / "broken.png") << "no image";
}

void start_from_the_panel(ImGuiTestContext& context, App& app) {
    look_into(context, app, "data");
    context.ItemClick("Train on this");
    IM_CHECK(wait_for(context, [&] { return app.trainer().state == TrainerState::finished; }));
}

}  // namespace

TEST_CASE("data: dropped, looked at, cropped, and trained on without what looks alike") {
    const OwnFolders own;
    const fs::path photos = own.folder.path() / "photos", other = own.folder.path() / "other";
    write_photos(photos);
    write_bench_images(other, 4, 32);
    FlowStage stage;
    App& app = stage.app();
    app.shell().set_tour(false);
    REQUIRE(stage.until([&] { return settled(stage); }));

    app.open(photos.string());
    REQUIRE(stage.until([&] { return app.data().state != State::none; }));
    app.wish(ui::CancelLook{});
    REQUIRE(stage.until([&] { return !app.looking_at_data(); }));
    CHECK(app.data().state != State::failed);  // to cancel is no failure

    app.open(photos.string());
    app.open(other.string());  // the second drop replaces the first
    REQUIRE(stage.until([&] {
        return !app.opening() && app.data().path == other && app.data().state == State::done;
    }));
    CHECK(app.data().scan->usable == 4);

    app.open(photos.string());
    REQUIRE(stage.until([&] {
        return !app.opening() && app.data().path == photos && app.data().state == State::done;
    }));
    const DataScan scan = *app.data().scan;
    CHECK(scan.usable == kImages + 2);
    CHECK(scan.records == kImages + 3);
    const std::set<std::string> exclude(scan.exclude.begin(), scan.exclude.end());
    CHECK(exclude.contains("zz-copy-1.png"));
    CHECK(exclude.contains("zz-copy-2.png"));
    CHECK(app.data().preview->size() == 24);
    CHECK(app.data().pairs->size() == exclude.size());

    app.shell().workspaces().find("data").set_settings(
        {{"config", {{"crop", "squash"}, {"size", 32}, {"flip", "on"}}}, {"leave_out", true}});
    app.shell().workspaces().find("train").set_settings(
        {{"total_steps", 2}, {"config", {{"ngf", 4}, {"ndf", 4}, {"nz", 16}, {"batch", 8}}}});
    app.shell().workspaces().show("data");
    REQUIRE(
        stage.run("start", [&](ImGuiTestContext& context) { start_from_the_panel(context, app); }));
    CHECK(app.trainer().step == 2);
    CHECK(app.trainer().image_count == scan.usable - std::ssize(scan.exclude));
    CHECK(app.trainer().config.crop == "squash");
    CHECK(app.trainer().config.flip == "on");
    CHECK(app.trainer().config.size == 32);
    CHECK(app.trainer().config.batch == 8);  // of the form
    const RunInfo run = read_run_info(app.trainer().run_dir);
    CHECK(read_exclude_list(run.exclude) == exclude);  // where a resume finds it
    CHECK(fs::exists(photos / "zz-copy-1.png"));       // nothing is deleted
}
