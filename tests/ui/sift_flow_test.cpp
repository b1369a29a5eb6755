// SPDX-License-Identifier: MIT
// Samples sorted and filtered by what the oracle of Faces sees, in the real window; compared with
// what the oracle says of the same images when it is asked directly.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <imgui_te_context.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/engine/oracle.h"
#include "core/engine/sampling.h"
#include "core/io/model_file.h"
#include "core/io/shipped_models.h"
#include "core/latent/torch_randn.h"
#include "core/worlds/world.h"
#include "flow_stage.h"
#include "own_folders.h"
#include "ui/panels/grid_latents.h"

using namespace zscope;
using namespace zscope::app;

namespace {

constexpr std::int64_t kCount = 36;
constexpr float kSame = 1e-3F;  // logits of other batches

struct Truth {
    std::vector<float> logits;  // of glasses, row by row
    AnswerLimits limits;
};

Truth ask_directly(const std::filesystem::path& file) {
    const World& world = find_world("faces");
    std::size_t glasses = 0;
    while (world.attributes()[glasses].key != "glasses")
        ++glasses;
    Oracle oracle = Oracle::shipped(world);
    Sampler sampler(open_model(file), Weights::automatic);
    const std::vector<float> z = draw_z("normal", 1, kCount, 100);
    const OracleReading reading = oracle.read(sampler.images(z));
    Truth truth{{}, oracle.limits()[glasses]};
    for (std::int64_t row = 0; row < kCount; ++row) {
        const auto at = static_cast<std::size_t>(row) * world.attributes().size() + glasses;
        truth.logits.push_back(reading.values[at]);
    }
    return truth;
}

// The rows of the grid that are seen, in the order in which they are read.
std::vector<std::int64_t> rows_seen(ImGuiTestContext& context, App& app) {
    look_into(context, app, "samples");
    context.SetRef(context.WindowInfo("fakes").ID);
    struct Seen {
        float y, x;
        std::int64_t row;
        auto operator<=>(const Seen&) const = default;
    };
    std::vector<Seen> seen;
    for (std::int64_t row = 0; row < kCount; ++row) {
        const ImGuiTestItemInfo item =
            context.ItemInfo(fmt::format("$${}/card", row).c_str(), ImGuiTestOpFlags_NoError);
        if (item.ID != 0) seen.push_back({item.RectFull.Min.y, item.RectFull.Min.x, row});
    }
    std::ranges::sort(seen);
    std::vector<std::int64_t> rows;
    for (const Seen& each : seen)
        rows.push_back(each.row);
    return rows;
}

bool answered(FlowStage& stage, const char* panel) {
    const auto& asked = stage.app().oracle_view().asked;
    return settled(stage) && !stage.app().asking_oracle() && asked.contains(panel) &&
           asked.at(panel).answers != nullptr;
}

void sort_by_glasses(ImGuiTestContext& context, FlowStage& stage, const Truth& truth) {
    App& app = stage.app();
    look_into(context, app, "samples");
    context.ComboClick("##order/Glasses: has it first");
    IM_CHECK(wait_for(context, [&] { return answered(stage, "samples"); }));
    context.Yield(3);
    const std::vector<std::int64_t> rows = rows_seen(context, app);
    IM_CHECK_EQ(std::ssize(rows), kCount);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto at = [&](std::size_t place) {
            return truth.logits[static_cast<std::size_t>(rows[place])];
        };
        IM_CHECK_GE(at(i - 1), at(i) - kSame);
    }
}

void only_with_glasses(ImGuiTestContext& context, FlowStage& stage, const Truth& truth) {
    App& app = stage.app();
    std::vector<std::int64_t> wanted;
    for (std::int64_t row = 0; row < kCount; ++row) {
        if (truth.logits[static_cast<std::size_t>(row)] > truth.limits.yes_above)
            wanted.push_back(row);
    }
    IM_CHECK_GE(wanted.size(), std::size_t{3});
    IM_CHECK_LT(std::ssize(wanted), kCount / 2);
    look_into(context, app, "samples");
    context.ItemClick("Filter");
    context.ComboClick("##wanted/Glasses");
    context.Yield(3);
    std::vector<std::int64_t> rows = rows_seen(context, app);
    const std::vector<std::int64_t> in_order = rows;
    std::ranges::sort(rows);
    IM_CHECK(rows == wanted);
    // A range goes along what is seen.
    context.ItemClick(fmt::format("$${}/card", in_order[0]).c_str());
    context.KeyDown(ImGuiMod_Shift);
    context.ItemClick(fmt::format("$${}/card", in_order[2]).c_str());
    context.KeyUp(ImGuiMod_Shift);
    const std::vector<float> z = draw_z("normal", 1, kCount, 100);
    std::vector<SampleId> first_three;
    for (std::size_t place = 0; place < 3; ++place) {
        const std::int64_t row = in_order[place];
        first_three.push_back(app.sample({z.begin() + row * 100, z.begin() + (row + 1) * 100},
                                         ui::grid_origin(app.session().grid, row)));
    }
    IM_CHECK(app.session().selection == first_three);
    context.KeyPress(ImGuiKey_K);
    IM_CHECK_EQ(app.session().tray.size(), std::size_t{3});
    // The card that is dragged is the one that is seen.
    IM_CHECK_GE(in_order.size(), std::size_t{4});
    const std::int64_t row = in_order[3];
    app.shell().workspaces().show("tray");
    context.Yield(3);
    look_into(context, app, "samples");
    context.SetRef(context.WindowInfo("fakes").ID);
    context.ItemDragAndDrop(fmt::format("$${}/card", row).c_str(), "//###tray@explore/$$0/card");
    IM_CHECK_EQ(app.session().tray.size(), std::size_t{4});
    IM_CHECK_EQ(app.session().tray.back(),
                app.sample({z.begin() + row * 100, z.begin() + (row + 1) * 100},
                           ui::grid_origin(app.session().grid, row)));
}

void none_of_the_tray(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    app.shell().workspaces().show("tray");
    context.Yield(3);
    look_into(context, app, "tray");
    context.ItemClick("Filter");
    context.ComboClick("##wanted/Glasses");
    IM_CHECK(wait_for(context, [&] { return answered(stage, "tray"); }));
    context.Yield(3);
    IM_CHECK(context.ItemExists("$$2/card"));
    context.ItemClick("yes");  // off: nothing passes any more
    context.Yield(3);
    IM_CHECK(!context.ItemExists("$$2/card"));
    context.ItemClick("no");
    context.Yield(3);
    IM_CHECK(!context.ItemExists("$$2/card"));
    context.ItemClick("Show all");
    context.Yield(3);
    IM_CHECK(context.ItemExists("$$2/card"));
}

}  // namespace

TEST_CASE("samples of Faces are sorted and filtered by glasses as its oracle sees them") {
    const OwnFolders folders;
    const auto file = shipped_model_file("faces");
    if (!file || !std::filesystem::exists(*file)) {
        MESSAGE("this build comes without Faces: no oracle to ask");
        return;
    }
    const Truth truth = ask_directly(*file);
    nlohmann::json settings;
    {
        FlowStage stage;
        stage.app().shell().set_tour(false);
        REQUIRE(stage.until([&] { return settled(stage); }));
        CHECK(stage.app().oracle_view().attributes.empty());  // the default model is of no world
        stage.app().wish(ui::OpenPath{"faces"});
        stage.app().act(GridSet{1, kCount});
        REQUIRE(stage.until(
            [&] { return stage.app().oracle_view().world == "faces" && settled(stage); }));
        CHECK(stage.run("sift", [&](ImGuiTestContext& context) {
            context.KeyChars("2");
            context.Yield(3);
            sort_by_glasses(context, stage, truth);
            only_with_glasses(context, stage, truth);
            none_of_the_tray(context, stage);
        }));
        settings = stage.app().shell().workspaces().find("samples").settings();
        CHECK(settings.at("order") == "has glasses");
        CHECK(settings.at("filter").at("attribute") == "glasses");
    }
    FlowStage stage;
    CHECK(stage.app().shell().workspaces().find("samples").settings() == settings);
    CHECK(stage.until([&] { return answered(stage, "samples"); }));
}
