// SPDX-License-Identifier: MIT
// Path as a person uses it: dropping, reordering, scrubbing, playing, re-timing.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/session/tool_latents.h"
#include "panel_stage.h"
#include "ui/panels/path_panel.h"
#include "ui/panels/tray_panel.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

constexpr float kStep = 80.0F;  // from card to card

std::vector<SampleId> ids_of(const PathState& path) {
    std::vector<SampleId> ids;
    for (const PathStop& stop : path.points)
        ids.push_back(stop.id);
    return ids;
}

void drag(PanelStage& stage, ImVec2 from, ImVec2 to) {
    stage.move(from);
    stage.press();
    stage.move(ImVec2(from.x + 20, from.y + 4));
    stage.move(to);
    stage.move(to);
    stage.release();
}

std::vector<float> seen(const FakeSlot& slot) {
    return {slot.request.z->begin(), slot.request.z->end()};
}

}  // namespace

TEST_CASE("where a drop puts a key point, and where it moves one") {
    PathState path;
    path.points = {{1, 0.5}, {2, 0}, {3, 0}};
    using Ids = std::vector<SampleId>;
    CHECK(ids_of(dropped_before(path, 0, 9, {})) == Ids{9, 1, 2, 3});
    CHECK(ids_of(dropped_before(path, 3, 9, {})) == Ids{1, 2, 3, 9});
    CHECK(ids_of(dropped_before(path, 1, 2, {})) == Ids{1, 2, 2, 3});  // from elsewhere: once more
    CHECK(ids_of(dropped_before(path, 3, 1, 0)) == Ids{2, 3, 1});
    CHECK(ids_of(dropped_before(path, 0, 3, 2)) == Ids{3, 1, 2});
    CHECK(dropped_before(path, 1, 1, 0) == path);  // beside itself: as it was
    CHECK(dropped_before(path, 3, 1, 0).points.back().hold_s == 0.5);
    path.points.assign(kMostKeyPoints, {5, 0});
    CHECK(dropped_before(path, 0, 9, {}) == path);
    path.points.resize(15);
    CHECK(ids_of(with_samples(path, {7, 8})).size() == kMostKeyPoints);
}

TEST_CASE("samples of the tray become key points; dragging reorders them, a cross takes one out") {
    PanelStage stage;
    stage.open_model();
    const std::vector<SampleId> kept{stage.pick(1), stage.pick(2), stage.pick(3), stage.pick(4)};
    stage.session.tray = kept;
    stage.add<PathPanel>(ImVec2(700, 420), stage.make_slot());
    stage.add<TrayPanel>(ImVec2(160, 420), stage.make_slot());
    stage.frames(3);
    CHECK(says(stage.text(), "drop samples here, one after another"));
    const ImVec2 first = stage.find(stage.id("tray", {0, "card"}));
    // The row appears as soon as something is carried.
    drag(stage, first, ImVec2(60, 44));
    REQUIRE(ids_of(stage.session.path) == std::vector<SampleId>{kept[0]});
    CHECK(says(stage.text(), "One more key point"));
    const ImVec2 plus = stage.find(stage.id("/points_", {1, "+###add"}));
    stage.session.path.points.push_back({kept[1], 0});
    stage.session.path.points.push_back({kept[2], 0});
    stage.frames(3);
    CHECK_FALSE(says(stage.text(), "One more key point"));
    // Between the first and the second.
    drag(stage, first, ImVec2(plus.x - 40, plus.y));
    REQUIRE(ids_of(stage.session.path) ==
            std::vector<SampleId>{kept[0], kept[0], kept[1], kept[2]});
    // The last to the front.
    drag(stage, ImVec2(plus.x + 2 * kStep, plus.y), ImVec2(plus.x - kStep - 40, plus.y));
    CHECK(ids_of(stage.session.path) == std::vector<SampleId>{kept[2], kept[0], kept[0], kept[1]});
    const std::size_t before = stage.sink.actions.size();
    stage.click(stage.id("/points_", {1, "###remove"}));
    CHECK(ids_of(stage.session.path) == std::vector<SampleId>{kept[2], kept[0], kept[1]});
    CHECK(stage.sink.actions.size() == before + 1);
    CHECK(stage.slot("path.points").request.count == 3);
}

TEST_CASE("the scrubber, play and pause move along the path; two strips lie along it") {
    PanelStage stage;
    stage.open_model();
    stage.add<PathPanel>(ImVec2(900, 640), stage.make_slot());
    stage.session.path.points = {{stage.pick(0), 0}, {stage.pick(1), 0}, {stage.pick(2), 0}};
    stage.frames(3);
    FakeSlot& slot = stage.slot("path");
    const LatentPath path = path_of(stage.session.path, stage.book, {});
    CHECK(seen(slot) == path.points[0].z);
    CHECK(slot.request.priority == RenderPriority::visible);
    const FakeSlot& strip = stage.slot("path.strip");
    const std::int64_t images = strip.request.count / 2;
    CHECK(images >= 5);
    // Both strips begin and end at the ends.
    for (const std::int64_t row : {std::int64_t{0}, images}) {
        const auto at = strip.request.z->begin() + row * 100;
        CHECK(std::vector<float>(at, at + 100) == path.points[0].z);
    }
    CHECK(std::vector<float>(strip.request.z->end() - 100, strip.request.z->end()) ==
          path.points[2].z);

    const ImVec2 middle = stage.find(stage.id("path", {"##position"}));
    stage.move(middle);
    stage.press();
    stage.move(ImVec2(middle.x + 40, middle.y));
    CHECK(slot.request.priority == RenderPriority::dragged);
    stage.release();
    const double position = stage.session.path.position;
    CHECK(position > 1.0);
    CHECK(position < 1.5);
    CHECK(seen(slot) == latent_on_path(path, position));
    stage.frames(3);
    CHECK(slot.request.priority == RenderPriority::visible);

    const std::size_t before = stage.sink.actions.size();
    stage.click(stage.id("path", {"###play"}));
    CHECK(stage.animate);
    stage.frames(20);
    CHECK(stage.sink.actions.size() == before);  // play is not in the Session
    CHECK(slot.request.priority == RenderPriority::dragged);
    stage.key(ImGuiKey_Space, true);
    stage.frames(2);
    stage.key(ImGuiKey_Space, false);
    stage.frames(2);
    CHECK(stage.sink.actions.size() == before + 1);  // the pause is
    CHECK(stage.session.path.position > position + 0.2);
    CHECK(seen(slot) == latent_on_path(path, stage.session.path.position));
    CHECK_FALSE(stage.animate);
    stage.key(ImGuiKey_Comma, true);
    stage.frames(1);
    stage.key(ImGuiKey_Comma, false);
    const double paused = stage.sink.action<PathSet>()->state.position;
    CHECK(paused == doctest::Approx(stage.session.path.position));
}

TEST_CASE("equal speed spends the time where the images change, and says what it did") {
    PanelStage stage;
    stage.open_model();
    stage.add<PathPanel>(ImVec2(900, 640), stage.make_slot());
    // The fake images are as light as the first number of z: here they change on one segment only
    // at first slowly, then fast.
    const auto sample = [&](float first) {
        std::vector<float> z(100, 0.1F);
        z[0] = first;
        return stage.sink.sample(z, {});
    };
    stage.session.path.points = {{sample(-0.5F), 0}, {sample(0.0F), 0}, {sample(6.0F), 0}};
    stage.session.path.mode = PathMode::lerp;
    stage.frames(3);
    CHECK(stage.slot("path.probes").submits == 0);
    const auto strip = [&] { return *stage.slot("path.strip").request.z; };
    const std::vector<float> even = strip();
    stage.session.path.equal_speed = true;
    stage.frames(4);
    CHECK(strip() != even);                         // other places at equal times
    CHECK_FALSE(stage.slot("path.probes").wanted);  // measured once
    const std::string text = stage.text();
    const std::size_t at = text.find("image steps vary by ");
    REQUIRE(at != std::string::npos);
    double before = 0.0, after = 0.0;
    REQUIRE(std::sscanf(text.c_str() + at, "image steps vary by %lf before, %lf after", &before,
                        &after) == 2);
    CHECK(before > 0.5);
    CHECK(after < before / 2);
    stage.session.path.equal_speed = false;
    stage.frames(3);
    CHECK(strip() == even);
}

TEST_CASE("a path that cannot be drawn says which key point is in the way") {
    PanelStage stage;
    stage.add<PathPanel>(ImVec2(900, 640), stage.make_slot());
    stage.frames(2);
    CHECK(says(stage.text(), "Open the face model"));
    stage.open_model();
    stage.session.path.points = {{stage.pick(0), 0},
                                 {stage.sink.sample(std::vector<float>(5, 1.0F), {}), 0}};
    stage.frames(2);
    const std::string text = stage.text();
    CHECK(says(text, "key point 2"));
    CHECK(says(text, "its z has 5 numbers, this model's 100"));
    stage.session.path.points[1].id = stage.pick(1);
    stage.slot("path").error = "the file is gone";
    stage.frames(2);
    CHECK(says(stage.text(), "the file is gone"));
}
