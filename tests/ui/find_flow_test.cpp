// SPDX-License-Identifier: MIT
// Images are dropped on the window and their z is found, in the real window, on a tiny model.
#include <doctest/doctest.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/engine/sampling.h"
#include "core/image/grid.h"
#include "core/io/image_codec.h"
#include "core/io/model_export.h"
#include "core/io/model_file.h"
#include "flow_stage.h"
#include "own_folders.h"
#include "tests/engine/tiny_models.h"

using namespace zscope;
using namespace zscope::app;

namespace {

namespace fs = std::filesystem;
using State = ui::FindSearch::State;

// One image of the model as a file.
void write_sample(const fs::path& model, std::uint64_t seed, const fs::path& file) {
    const SnapshotPointer tiny = open_model(model);
    Sampler sampler(tiny, Weights::raw);
    const HostTensor image = sampler.images(draw_z("normal", seed, 1, tiny->generator.nz));
    write_png(file, image_from_planes(image.f32(), 3, 32));
}

void write_noise(const fs::path& file) {
    ImageU8 noise{32, 32, 3, {}};
    for (const float value : torch_rand(9, 32 * 32 * 3))
        noise.pixels.push_back(static_cast<std::uint8_t>(value * 255.0F));
    write_png(file, noise);
}

bool newest_over(App& app, const fs::path& path) {
    const auto& searches = app.find().searches;
    return !searches.empty() && searches.front()->path == path && searches.front()->over();
}

}  // namespace

TEST_CASE("find z: dropped, found, kept; cancelled; failed with the reason") {
    const OwnFolders own;
    const fs::path folder = own.folder.path();
    const fs::path model = folder / "tiny.safetensors", photo = folder / "photo.png",
                   noise = folder / "noise.png", broken = folder / "broken.jpg";
    export_part(*test::tiny_model(), "G", model);
    write_sample(model, 21, photo);
    write_noise(noise);
    std::ofstream(broken, std::ios::binary) << "\xff\xd8\xff\xe0 and no more";
    FlowStage stage;
    App& app = stage.app();
    app.shell().set_tour(false);
    REQUIRE(stage.until([&] { return settled(stage); }));
    app.open(model.string());
    REQUIRE(stage.until([&] { return settled(stage) && app.model().size == 32; }));

    app.open(photo.string());
    REQUIRE(stage.until([&] { return newest_over(app, photo); }));
    const ui::FindSearch found = *app.find().searches.front();
    CHECK(found.state == State::done);
    CHECK(found.result.distance.pixels <= 0.02);
    CHECK(found.result.distance.pixels < found.result.yardstick.pixels);
    REQUIRE(found.best != nullptr);
    CHECK(found.best->width == 32);
    CHECK(app.session().tray.empty());
    REQUIRE(stage.run("keep", [&](ImGuiTestContext& context) {
        look_into(context, app, "find");
        context.ItemClick("Keep in the tray");
    }));
    CHECK(app.session().tray.size() == 1);
    CHECK(app.session().selection == app.session().tray);

    app.open(noise.string());
    REQUIRE(stage.until([&] {
        return !app.find().searches.empty() && app.find().searches.front()->path == noise &&
               app.find().searches.front()->job != 0;
    }));
    app.wish(ui::CancelJob{app.find().searches.front()->job});
    REQUIRE(stage.until([&] { return newest_over(app, noise); }));
    CHECK(app.find().searches.front()->state == State::cancelled);

    app.open(broken.string());
    REQUIRE(stage.until([&] { return newest_over(app, broken); }));
    CHECK(app.find().searches.front()->state == State::failed);
    CHECK(app.find().searches.front()->error.find("broken.jpg") != std::string::npos);
    CHECK(app.find().searches.size() == 3);
}
