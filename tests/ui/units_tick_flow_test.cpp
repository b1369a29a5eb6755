// SPDX-License-Identifier: MIT
// A whole operation in the real window, by ticks, on the Faces model: tick, rank, look, ablate,
// compare, rename, undo, save, clear, reopen, measure. The ticks are the oracle's: they are right.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/engine/oracle.h"
#include "core/engine/surgery/edit_trial.h"
#include "core/io/edits_file.h"
#include "core/io/model_file.h"
#include "core/io/user_folders.h"
#include "core/worlds/world.h"
#include "flow_stage.h"
#include "own_folders.h"
#include "ui/panels/before_after_panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/panels/maps_panel.h"
#include "ui/panels/operate_words.h"

using namespace zscope;
using namespace zscope::app;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kPool = 512;    // samples that Tick offers, of the grid's seed
constexpr std::int64_t kLooked = 192;  // of them, that the oracle looks at here
constexpr std::size_t kEach = 12;      // ticks of either kind
constexpr const char* kThing = "hat";

// What the oracle of Faces surely sees in the first samples of the pool; 0: it is not sure.
struct Truth {
    Truth()
        : model(open_model(resolve_model("faces"))),
          sampler(model, Weights::automatic),
          oracle(Oracle::shipped(find_world("faces"))) {
        const auto attributes = oracle.world().attributes();
        thing = static_cast<std::size_t>(
            std::ranges::find(attributes, kThing, &WorldAttribute::key) - attributes.begin());
    }
    // The oracle's logit of the thing in each image of z.
    std::vector<float> logits(std::span<const float> z, std::span<const Edit> edits = {}) {
        const OracleReading reading = oracle.read(sampler.images(z, edits));
        const auto all = reading.values.size() / static_cast<std::size_t>(reading.count);
        std::vector<float> values;
        for (std::size_t at = thing; at < reading.values.size(); at += all)
            values.push_back(reading.values[at]);
        return values;
    }
    Answer answer(float logit) const { return answer_of(logit, oracle.limits()[thing]); }

    SnapshotPointer model;
    Sampler sampler;
    Oracle oracle;
    std::size_t thing = 0;
};

void open_panel(ImGuiTestContext& context, FlowStage& stage, const char* panel) {
    stage.app().shell().workspaces().show(panel);
    context.Yield(3);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    look_into(context, stage.app(), panel);
}

template <class PanelType>
const PanelType& panel_of(App& app, const char* id) {
    return dynamic_cast<const PanelType&>(app.shell().workspaces().find(id));
}

ImageRgba8 shown(App& app, const char* slot, std::size_t tile = 0) {
    const auto result = app.slots().result(slot);
    if (result == nullptr || tile >= result->tiles.size() || result->tiles[tile] == nullptr)
        return {};
    return *result->tiles[tile];
}

// One click says yes, a second one no.
void tick(ImGuiTestContext& context, FlowStage& stage, Truth& truth) {
    App& app = stage.app();
    context.KeyChars("4");
    context.Yield(3);
    open_panel(context, stage, "tick");
    context.ItemInput("**/##name");
    context.KeyCharsReplaceEnter(kThing);
    const GridState pool{app.session().grid.seed, kPool};
    std::vector<float> z = ui::draw_for(app.model(), pool);
    z.resize(static_cast<std::size_t>(kLooked * app.model().nz));
    const std::vector<float> logits = truth.logits(z);
    std::size_t row = 0, yes = 0, no = 0;
    while (row < logits.size() && std::min(yes, no) < kEach) {
        std::size_t place = 0;
        for (; row < logits.size(); ++place, ++row) {
            const std::string card = fmt::format("$${}/card", place);
            if (!context.ItemExists(card.c_str())) break;  // the page is over
            const Answer answer = truth.answer(logits[row]);
            if (answer == Answer::yes && yes < kEach) {
                context.ItemClick(card.c_str());
                ++yes;
            } else if (answer == Answer::no && no < kEach) {
                context.ItemClick(card.c_str());
                context.ItemClick(card.c_str());
                ++no;
            }
        }
        IM_CHECK_GT(place, std::size_t{0});
        context.ItemClick("**/Next");
        IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    }
    const TickState& ticks = app.session().ticks;
    IM_CHECK_EQ(ticks.yes.size(), kEach);
    IM_CHECK_EQ(ticks.no.size(), kEach);
    for (const auto* kind : {&ticks.yes, &ticks.no}) {
        for (const SampleId id : *kind) {
            const Answer answer = truth.answer(truth.logits(app.samples().find(id)->z)[0]);
            IM_CHECK(answer == (kind == &ticks.yes ? Answer::yes : Answer::no));
        }
    }
}

void rank(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    open_panel(context, stage, "find_units");
    context.ItemClick("where/ticks");
    context.ItemClick("rank/block 1");
    context.ItemClick("rank/###rank");
    IM_CHECK_NE(app.operate_view().job, std::int64_t{0});
    IM_CHECK(wait_for(context, [&] { return app.operate_view().job == 0; }));
    IM_CHECK_STR_EQ(app.operate_view().error.c_str(), "");
    const auto ranked = app.operate_view().ranked;
    IM_CHECK(ranked != nullptr);
    IM_CHECK(ranked->ticks == app.session().ticks);
    IM_CHECK_STR_EQ(ranked->ranking.name.c_str(), kThing);
    IM_CHECK_EQ(ranked->ranking.units.size(), std::size_t{512});
    IM_CHECK_GE(ranked->ranking.positive(), std::int64_t{100});
}

// A unit that is clicked in the ranking is the one that Maps has selected, and the other way round.
void look_at_a_unit(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    const UnitRanking& ranking = app.operate_view().ranked->ranking;
    context.Yield(2);
    look_into(context, app, "find_units");
    const std::int64_t first = ranking.units[0].unit, second = ranking.units[1].unit;
    context.ItemDoubleClick(fmt::format("rank/units/$${}/###unit", first).c_str());
    IM_CHECK(app.session().operate.units == std::vector<std::int64_t>{first});
    // A sample is there to show maps of.
    app.act(SelectionChange{SelectHow::replace, {app.session().ticks.yes[0]}});
    context.Yield(3);
    const auto& maps = panel_of<ui::MapsPanel>(app, "maps");
    IM_CHECK(wait_for(context, [&] { return settled(stage) && maps.sheet().maps().count > 0; }));
    context.Yield(2);
    IM_CHECK_EQ(maps.sheet().maps().block, std::int64_t{1});
    IM_CHECK(maps.sheet().selected() == std::vector<std::int64_t>{first});
    look_into(context, app, "maps");
    context.SetRef(context.WindowInfo("sheet").ID);
    context.ItemClick(fmt::format("$${}/unit", second).c_str());
    IM_CHECK(app.session().operate.units == std::vector<std::int64_t>{second});
}

void take_out(ImGuiTestContext& context, FlowStage& stage, Truth& truth) {
    App& app = stage.app();
    open_panel(context, stage, "find_units");
    context.ItemClick("effect/Take them out");
    IM_CHECK_EQ(app.session().edits.size(), std::size_t{1});
    const ImRect slider = context.ItemInfo("effect/##top").RectFull;
    context.MouseMoveToPos(slider.GetCenter());
    context.MouseDown();
    context.MouseMoveToPos({slider.Min.x + 0.9F * slider.GetWidth(), slider.GetCenter().y});
    context.MouseUp();
    const Edit& edit = app.session().edits[0];
    const auto top = static_cast<std::size_t>(app.session().operate.top);
    IM_CHECK_GT(top, std::size_t{20});
    IM_CHECK(*edit.units == app.operate_view().ranked->ranking.first(app.session().operate.top));
    // It is the thing that goes: in samples that have it, the oracle sees less of it.
    double before = 0.0, after = 0.0;
    for (const SampleId id : app.session().ticks.yes) {
        before += truth.logits(app.samples().find(id)->z)[0];
        after += truth.logits(app.samples().find(id)->z, app.session().edits)[0];
    }
    IM_CHECK_LT(after, before);
}

// Pixels change, the difference says by how much, and a held key shows the other side.
void compare(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    open_panel(context, stage, "before_after");
    context.ItemClick("**/One");
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    context.Yield(2);
    const ImageRgba8 without = shown(app, "before_after.without");
    const ImageRgba8 with = shown(app, "before_after.with");
    IM_CHECK_EQ(without.width, 64);
    IM_CHECK(!(with == without));
    const auto& panel = panel_of<ui::BeforeAfterPanel>(app, "before_after");
    IM_CHECK(panel.change().has_value());
    double sum = 0.0;  // by hand: the mean over the colours of all pixels
    for (std::size_t i = 0; i < with.pixels.size(); ++i) {
        if (i % 4 != 3) sum += std::abs(int{with.pixels[i]} - int{without.pixels[i]}) / 255.0;
    }
    const double mean = sum / (0.75 * static_cast<double>(with.pixels.size()));
    IM_CHECK_GT(mean, 0.001);
    IM_CHECK_LT(std::abs(*panel.change() - mean), 1e-6);
    look_into(context, app, "before_after");
    context.MouseMove("$$1/image");
    IM_CHECK(!panel.swapped());
    context.KeyDown(ImGuiMod_Shift);
    context.Yield(2);
    IM_CHECK(panel.swapped());
    context.KeyUp(ImGuiMod_Shift);
    context.Yield(2);
    IM_CHECK(!panel.swapped());
    // Undone, the pixels are those of before; done again, those of after.
    const Session edited = app.session();
    while (!app.session().edits.empty())
        context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    open_panel(context, stage, "inspector");
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    IM_CHECK(shown(app, "inspector") == without);
    while (!(app.session() == edited))
        context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Y);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    IM_CHECK(shown(app, "inspector") == with);
}

void keep(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    const ImageRgba8 edited = shown(app, "inspector");
    const std::vector<Edit> first_names = app.session().edits;
    open_panel(context, stage, "edits");
    context.SetRef(context.WindowInfo("list").ID);
    context.ItemDoubleClick("$$0/title");
    context.KeyCharsReplaceEnter("no hats");
    IM_CHECK_STR_EQ(app.session().edits[0].name.c_str(), "no hats");
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);  // one step
    IM_CHECK(app.session().edits == first_names);
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Y);
    const std::vector<Edit> edits = app.session().edits;
    // It is the ranking's still: the slider moves it, and no second one is made.
    IM_CHECK(ui::edit_of(edits, app.operate_view().ranked->ranking) == std::size_t{0});
    look_into(context, app, "edits");
    context.ItemClick("**/Save …");
    const fs::path folder = data_folder() / "edits";
    const auto saved = [&]() -> std::optional<fs::path> {
        std::error_code none;
        for (const auto& entry : fs::directory_iterator(folder, none))
            if (entry.path().extension() == ".json") return entry.path();
        return std::nullopt;
    };
    IM_CHECK(wait_for(context, [&] { return saved().has_value(); }));
    IM_CHECK(read_edits(*saved()).edits == edits);
    look_into(context, app, "edits");
    context.SetRef(context.WindowInfo("list").ID);
    context.ItemClick("$$0/\uf00d##remove");
    IM_CHECK(app.session().edits.empty());
    open_panel(context, stage, "inspector");
    IM_CHECK(!(shown(app, "inspector") == edited));
    app.open(saved()->string());
    IM_CHECK(wait_for(context, [&] { return !app.session().edits.empty(); }));
    IM_CHECK(app.session().edits == edits);
    open_panel(context, stage, "inspector");
    IM_CHECK(shown(app, "inspector") == edited);
}

// A small measurement runs to its end, and says what the engine's function says.
void measure(ImGuiTestContext& context, FlowStage& stage, Truth& truth) {
    App& app = stage.app();
    constexpr std::int64_t kImages = 12;
    open_panel(context, stage, "find_units");
    context.ItemClick("where/the world of faces");
    context.Yield(2);
    context.ItemClick("where/##thing");
    context.ItemClick(fmt::format("//$FOCUSED/{}", kThing).c_str());
    IM_CHECK_STR_EQ(app.session().operate.thing.c_str(), kThing);
    app.wish(ui::OperateWish{ui::MeasureEdits{false, kImages}});
    IM_CHECK_NE(app.operate_view().job, std::int64_t{0});
    IM_CHECK(wait_for(context, [&] { return app.operate_view().job == 0; }));
    IM_CHECK_STR_EQ(app.operate_view().error.c_str(), "");
    const auto measured = app.operate_view().measured;
    IM_CHECK(measured != nullptr);
    TrialOptions options;
    options.count = kImages;
    const auto seer = seer_by_oracle(Oracle::shipped(find_world("faces")), kThing);
    const EffectReport own = try_edits(truth.sampler, *seer, app.session().edits, nullptr, options);
    IM_CHECK_EQ(own.images, kImages);
    const auto shown_lines = ui::effect_lines(measured->report), lines = ui::effect_lines(own);
    IM_CHECK_EQ(shown_lines.size(), lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        IM_CHECK_STR_EQ(shown_lines[i].what.c_str(), lines[i].what.c_str());
        IM_CHECK_STR_EQ(shown_lines[i].edit.c_str(), lines[i].edit.c_str());
        IM_CHECK_STR_EQ(shown_lines[i].control.c_str(), lines[i].control.c_str());
    }
    IM_CHECK_STR_EQ(verdict_text(measured->report).c_str(), verdict_text(own).c_str());
    IM_CHECK(ui::measurement_is_old(*measured, app.session(), app.model().id).empty());
}

// An attempt to bring it back goes on as a job, and is given up. (What it says is tested in the
// engine: here it would take as long as the machine is busy.)
void bring_back(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    look_into(context, app, "find_units");
    IM_CHECK_STR_EQ(app.back_view().no_oracles.c_str(), "");
    context.ItemClick("back/16 × 200, quick");
    context.ItemClick("back/Try to bring it back");
    IM_CHECK_NE(app.back_view().job, std::int64_t{0});
    // It says how long it goes on as soon as steps were timed.
    IM_CHECK(wait_for(context, [&] { return app.back_view().seconds_left > 0.0; }));
    IM_CHECK_GT(app.back_view().seconds_each, 0.0);
    look_into(context, app, "find_units");
    context.SetRef(context.WindowInfo("back/searching").ID);
    context.ItemClick("Cancel");
    IM_CHECK(wait_for(context, [&] { return app.back_view().job == 0; }));
    IM_CHECK_STR_EQ(app.back_view().error.c_str(), "");
    IM_CHECK(app.back_view().tried == nullptr);
}

}  // namespace

TEST_CASE("units are found by ticks, looked at, taken out, compared, undone, saved and measured") {
    const OwnFolders own;
    Truth truth;
    FlowStage stage;
    stage.app().open("faces");
    REQUIRE(stage.until([&] { return settled(stage) && stage.app().model().name == "Faces"; }));
    stage.app().shell().set_tour(false);
    REQUIRE(stage.run("tick", [&](ImGuiTestContext& c) { tick(c, stage, truth); }));
    REQUIRE(stage.run("rank", [&](ImGuiTestContext& c) { rank(c, stage); }));
    REQUIRE(stage.run("look", [&](ImGuiTestContext& c) { look_at_a_unit(c, stage); }));
    REQUIRE(stage.run("take out", [&](ImGuiTestContext& c) { take_out(c, stage, truth); }));
    REQUIRE(stage.run("compare", [&](ImGuiTestContext& c) { compare(c, stage); }));
    REQUIRE(stage.run("keep", [&](ImGuiTestContext& c) { keep(c, stage); }));
    REQUIRE(stage.run("measure", [&](ImGuiTestContext& c) { measure(c, stage, truth); }));
    REQUIRE(stage.run("bring back", [&](ImGuiTestContext& c) { bring_back(c, stage); }));
}
