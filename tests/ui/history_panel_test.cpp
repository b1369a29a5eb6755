// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "core/latent/interpolate.h"
#include "core/latent/walk_kinds.h"
#include "panel_stage.h"
#include "ui/panels/history_panel.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

constexpr ImVec2 kSize(340, 400);

// A model that is open, as far as the undo list needs it.
void open_with_model(PanelStage& stage) {
    stage.open_model();
    auto snapshot = std::make_shared<ModelSnapshot>();
    snapshot->generator.nz = 100;
    stage.models[0].model = snapshot;
    stage.undo = UndoHistory(stage.session);
}

void act(PanelStage& stage, const ActionKind& kind, double time = 1.8e9 - 100) {
    stage.undo.apply(Action{kind, 0}, time);
    stage.session = stage.undo.session();
}

float scroll_of_rows() {
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
        if (says(window->Name, "history/rows")) return window->Scroll.y;
    }
    FAIL("the history has no list");
    return -1.0F;
}

ImGuiID row_id(const PanelStage& stage, int row) {
    return stage.id("history/rows", {row, "##row"});
}

}  // namespace

TEST_CASE("the history says that it is empty, then what was done and when") {
    PanelStage stage;
    open_with_model(stage);
    stage.add<HistoryPanel>(kSize, stage.make_slot());
    CHECK(says(stage.text(), "Nothing is done yet"));
    const SampleId id = stage.pick(3);
    act(stage, SelectionChange{SelectHow::replace, {id}});
    act(stage, TrayKeep{{id}}, 1.8e9 - 7200);
    const std::string text = stage.text();
    CHECK(says(text, "2 steps"));
    CHECK(says(text, "Start"));
    CHECK(says(text, "Select 1 sample"));
    CHECK(says(text, "1 min ago"));
    CHECK(says(text, "Keep 1 sample in the tray"));
    CHECK(says(text, "2 h ago"));
}

TEST_CASE("a branch that was left is still in the history, and a click goes there") {
    PanelStage stage;
    open_with_model(stage);
    stage.add<HistoryPanel>(kSize, stage.make_slot());
    act(stage, GridSet{.seed = 5, .count = {}});
    act(stage, GridSet{.seed = 6, .count = {}});
    stage.undo.undo();
    act(stage, GridSet{.seed = 7, .count = {}});
    const std::string text = stage.text();
    CHECK(says(text, "3 steps · 1 branch"));
    for (const char* seed : {"seed to 5", "seed to 6", "seed to 7"})
        CHECK(says(text, seed));
    stage.click(row_id(stage, 2));
    REQUIRE(stage.sink.wished<MoveInHistory>() != nullptr);
    CHECK(stage.sink.wished<MoveInHistory>()->row == 2);
    const std::size_t wishes = stage.sink.wishes.size();
    stage.click(row_id(stage, 3));
    CHECK(stage.sink.wishes.size() == wishes);  // there one is already
    stage.click(stage.id("history", {"Undo"}));
    REQUIRE(stage.sink.wished<UndoRedo>() != nullptr);
    CHECK_FALSE(stage.sink.wished<UndoRedo>()->redo);
}

TEST_CASE("the picture of a row is what it made, by the model of then") {
    PanelStage stage;
    open_with_model(stage);
    const SampleId a = stage.pick(3), b = stage.pick(8);
    const std::vector<float> za = stage.book.find(a)->z, zb = stage.book.find(b)->z;
    Session after = stage.session;
    DirectionBook directions;
    const auto picture = [&](const ActionKind& kind) {
        const Action action{kind, 0};
        UndoRow row{1, 0, {}, 0.0};
        row.actions.push_back(action);
        return history_picture(row, apply(after, action), stage.book, directions, stage.models);
    };
    CHECK(picture(TrayKeep{{a}}).z == za);
    CHECK(picture(SelectionChange{SelectHow::add, {a, b}}).z == zb);
    after.interpolate = {a, b, 0.5, InterpolationMode::lerp};
    CHECK(picture(InterpolateSet{{}, {}, 0.25, {}}).z == lerp(za, zb, 0.25));
    CHECK(picture(GridSet{.seed = 1, .count = {}}).z.size() == 100);
    after.selection = {a};
    const std::vector<float> half = picture(TruncationSet{0.5}).z;
    CHECK(half.at(7) == za.at(7) * 0.5F);
    Edit edit;
    edit.block = 2;
    CHECK(picture(EditsSet{{edit}}).edits == std::vector<Edit>{edit});
    CHECK(picture(EditsSet{{edit}}).z == za);
    // Of a tool what it shows.
    PathState path;
    path.points = {{a, 0.0}, {b, 0.0}};
    path.mode = PathMode::lerp;
    path.position = 0.25;
    CHECK(picture(PathSet{path}).z == lerp(za, zb, 0.25));
    CHECK(picture(EquationSet{{{1.0, {b}, true}}}).z == zb);
    WalkState walk;
    walk.start = a;
    CHECK(picture(WalkSet{walk}).z == za);
    walk.step = 3;
    WalkSettings steps;
    steps.seed = static_cast<std::uint64_t>(walk.seed);
    CHECK(picture(WalkSet{walk}).z == walk_step(za, "normal", steps, 3));
    Direction first;
    first.vector.assign(100, 0.0F);
    first.vector[0] = 1.0F;
    DirectionsState moved;
    moved.list = {{directions.add(first), 2.0, false}};
    CHECK(picture(DirectionsSet{moved}).z.at(0) == doctest::Approx(za.at(0) + 2.0F));
    // A tool that is not set up yet: the sample that the person looks at.
    CHECK(picture(PathSet{}).z == za);
    // A model that is not open, and a sample of another length of z: no picture.
    ModelRef gone;
    gone.which = LiveModel{"gone"};
    CHECK(picture(ModelChoose{gone}).z.empty());
    const SampleId odd = stage.book.add({1, 2, 3}, {}, stage.session.model);
    CHECK(picture(TrayKeep{{odd}}).z.empty());
    CHECK(picture(TrayKeep{{999}}).z.empty());
}

TEST_CASE(
    "of a history of thousands only the rows that are seen are drawn, the present one among them") {
    PanelStage stage;
    open_with_model(stage);
    const SampleId a = stage.pick(0), b = stage.pick(1);
    for (int i = 0; i < 3000; ++i)
        act(stage, SelectionChange{SelectHow::replace, {i % 2 == 0 ? a : b}});
    stage.add<HistoryPanel>(kSize, stage.make_slot());
    stage.frames(12);
    const FakeSlot& slot = stage.slot("history.1");
    CHECK(slot.wanted);
    CHECK(slot.request.count >= 6);
    CHECK(slot.request.count < 30);
    CHECK(slot.request.priority == RenderPriority::hidden);
    CHECK_FALSE(stage.slot("history.2").wanted);
    CHECK(scroll_of_rows() > 100'000);
    stage.undo.move_to(0);
    stage.frames(3);
    CHECK(scroll_of_rows() == 0.0F);
    CHECK(says(stage.text(), "3,000 steps"));
}

TEST_CASE("rows of two models have their pictures from two slots") {
    PanelStage stage;
    open_with_model(stage);
    ModelRegistry::Entry other = stage.models[0];
    other.ref.which = OpenedModel{"def", "/models/other.safetensors"};
    stage.models.push_back(other);
    const SampleId a = stage.pick(0);
    act(stage, SelectionChange{SelectHow::replace, {a}});
    act(stage, ModelChoose{other.ref});
    stage.add<HistoryPanel>(kSize, stage.make_slot());
    stage.frames(4);
    CHECK(stage.slot("history.1").request.model == stage.models[0].ref);
    CHECK(stage.slot("history.2").request.model == other.ref);
    CHECK_FALSE(stage.slot("history.3").wanted);
}
