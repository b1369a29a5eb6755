// SPDX-License-Identifier: MIT
#include "ui/panels/path_panel.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/panels/tool_parts.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"
#include "ui/widgets/zoom_controls.h"

namespace zscope::ui {

namespace {

constexpr double kKeyStep = 0.05;                   // of the way from key point to key point
constexpr std::int64_t kFirstPick = 4;              // key points that the empty panel offers
constexpr double kShortest = 0.1, kLongest = 20.0;  // of the slider, seconds a segment

}  // namespace

PathPanel::PathPanel(const MakeSlot& make_slot)
    : points_(make_slot), scene_(make_slot), timing_(make_slot) {}

void PathPanel::rest() {
    play_.stop();
    points_.rest();
    scene_.rest();
    timing_.rest();
}

void PathPanel::set_settings(const nlohmann::json& settings) {
    scene_.smooth = settings.value("smooth", scene_.smooth);
}

void PathPanel::draw(Frame& frame) {
    if (!frame.model.available) {
        rest();
        no_model(frame,
                 "Open a model, or drop one on the window, to lay a way through its images.");
        return;
    }
    if (frame.session.path.points.empty() && ImGui::GetDragDropPayload() == nullptr) {
        rest();
        if (empty_state("A way through several faces: drop samples here, one after another.",
                        frame.session.selection.size() >= 2 ? "Take the selected"
                                                            : "Take four from Samples")) {
            pick_some(frame);
        }
        return;
    }
    points_.smooth = scene_.smooth;
    points_.draw(frame);
    scene_.take(frame);
    if (scene_.path() != nullptr) return way(frame);
    play_.stop();
    scene_.rest();
    timing_.rest();
    const std::size_t count = frame.session.path.points.size();
    if (count < kLeastKeyPoints) {
        empty_state(count == 0 ? "Drop a sample on +, then another."
                               : "One more key point makes a way: drop it on +.");
    } else {
        Failure failure{scene_.problem()};
        failure.advice = "Take that key point out, or drop another sample on it.";
        failed_state(failure);
    }
}

void PathPanel::pick_some(Frame& frame) {
    std::vector<SampleId> ids = frame.session.selection;
    if (ids.size() < 2) {
        ids.clear();
        const SharedZ& z = latents_.get(frame.model, frame.session.grid);
        for (std::int64_t row = 0; row < std::min(kFirstPick, frame.session.grid.count); ++row)
            ids.push_back(grid_sample(frame, z, row));
    }
    frame.out.act(PathSet{with_samples(frame.session.path, ids)});
}

void PathPanel::way(Frame& frame) {
    const LatentPath& path = *scene_.path();
    timing_.follow(frame, path, scene_.version(), frame.session.path.equal_speed);
    const PathPace& pace = timing_.pace();
    curves_.follow(path, scene_.version(), pace, timing_.pace_version());
    position_ = frame.session.path.position;
    if (play_.playing()) {
        const double time = play_.advance(frame.time, path_duration_s(path), path.closed);
        position_ = position_at_time(path, pace, time);
    }
    const bool animates = play_.playing() || timing_.measuring();
    if (animates && frame.animate != nullptr) *frame.animate = true;
    const bool moving =
        dragged_ || play_.playing() || std::exchange(asked_, position_) != position_;
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float tile = std::clamp(std::floor(room.y * 0.12F), dp(36), dp(80));
    scene_.ask(frame, pace, position_, strip_images(room.x, tile), moving);
    if (!scene_.error().empty()) {
        Failure failure{scene_.error()};
        failure.advice = "Choose another model in the bar above.";
        failed_state(failure);
        return;
    }
    const float lines = 4 * ImGui::GetFrameHeightWithSpacing() + ImGui::GetTextLineHeight();
    const float side =
        std::floor(std::clamp(room.y - 2 * (tile + dp(8)) - lines - dp(8), dp(96), room.x * 0.45F));
    scene_.draw_picture(frame, side);
    ImGui::SameLine();
    curves_.draw(frame, pace, position_,
                 timing_.measured() ? timing_.steps() : std::vector<double>(),
                 ImVec2(ImGui::GetContentRegionAvail().x, side));
    transport(frame);
    options(frame);
    speed(frame);
    if (const auto clicked = scene_.draw_strips(frame, tile)) set_position(frame, *clicked);
}

void PathPanel::set_position(Frame& frame, double position) {
    play_.stop();
    PathState state = frame.session.path;
    state.position = position;
    frame.out.act(PathSet{state});
    position_ = frame.session.path.position;  // within the path
}

void PathPanel::toggle_play(Frame& frame) {
    if (play_.playing()) return set_position(frame, position_);
    play_.start(time_at_position(*scene_.path(), timing_.pace(), position_), frame.time);
    if (frame.animate != nullptr) *frame.animate = true;
}

void PathPanel::transport(Frame& frame) {
    const PlayWish wish =
        play_controls(play_.playing(), true, "a twentieth of the way to the next key point");
    if (wish.toggle) toggle_play(frame);
    if (wish.steps != 0) {
        const double there = position_ + wish.steps * kKeyStep;
        const auto end = static_cast<double>(scene_.path()->segments());
        const bool closed = scene_.path()->closed;  // which goes on round its start
        set_position(frame, closed ? there - end * std::floor(there / end) : there);
    }
    ImGui::SameLine();
    scrubber(frame);
}

void PathPanel::scrubber(Frame& frame) {
    const auto end = static_cast<double>(scene_.path()->segments());
    double position = position_;
    SliderOptions options;
    options.max = end;
    options.format = "position %.2f";
    options.tooltip = "Key point k is position k − 1: 0 is the first. The lines are key points.";
    ImGui::SetNextItemWidth(-1.0F);
    const SliderEvent event = slider("##position", position, options);
    dragged_ = event.active;
    const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
    const float grab = ImGui::GetStyle().GrabMinSize / 2 + 2.0F;
    for (int k = 0; k <= static_cast<int>(end); ++k) {
        const auto share = static_cast<float>(k / end);
        const float x = low.x + grab + share * (high.x - low.x - 2 * grab);
        ImGui::GetWindowDrawList()->AddLine(ImVec2(x, high.y - dp(6)), ImVec2(x, high.y),
                                            ImGui::ColorConvertFloat4ToU32(palette().text), dp(1));
    }
    if (event.changed) set_position(frame, position);
}

void PathPanel::options(Frame& frame) {
    PathState state = frame.session.path;
    if (const auto mode = mode_choice(state.mode)) {
        state.mode = *mode;
        frame.out.act(PathSet{state});
    }
    flow(button_width("Closed", true));
    bool changed = ImGui::Checkbox("Closed", &state.closed);
    tooltip("Goes on from the last key point to the first, round and round, without a seam.");
    flow(dp(128));
    SliderOptions options;
    options.min = kShortest;
    options.max = kLongest;
    options.reset = PathState{}.segment_s;
    options.logarithmic = true;
    options.format = "%.1f s a segment";
    options.tooltip = "How long play takes from one key point to the next, on average.";
    ImGui::SetNextItemWidth(dp(128));
    changed |= slider("##segment", state.segment_s, options).changed;
    if (changed) frame.out.act(PathSet{state});
    flow(button_width("Export …"));
    export_.draw(frame, {RecipeTool::path}, "path.png", true);
}

void PathPanel::speed(Frame& frame) {
    PathState state = frame.session.path;
    if (ImGui::Checkbox("Equal speed", &state.equal_speed)) frame.out.act(PathSet{state});
    tooltip(
        "Spends the time where the images change, so that they change evenly: draws images along "
        "the path, measures how far neighbours are apart (root mean square of the pixels), and "
        "re-times.");
    smooth_box(scene_.smooth);
    if (!frame.session.path.equal_speed) return;
    ImGui::SameLine();
    ImGui::AlignTextToFramePadding();
    if (!timing_.error().empty()) {
        text_ellipsis(timing_.error(), palette().minus);
    } else if (!timing_.measured()) {
        text_ellipsis("Measuring the images along the path …", palette().muted);
    } else {
        const std::string at = frame.model.live
                                   ? fmt::format(" (step {})", thousands(timing_.model_step()))
                                   : std::string();
        const float again = button_width("Again") + ImGui::GetStyle().ItemSpacing.x;
        const float width = frame.model.live ? ImGui::GetContentRegionAvail().x - again : 0.0F;
        text_ellipsis(fmt::format("image steps vary by {:.2f} before, {:.2f} after{}",
                                  timing_.variation_before(), timing_.variation_after(), at),
                      palette().text, width);
        tooltip("Standard deviation by mean of how far images are apart at equal times; 0: even.");
        if (!frame.model.live) return;
        ImGui::SameLine();
        if (ImGui::Button("Again")) timing_.measure_again();
        tooltip("Measures on the model as it is now.");
    }
}

}  // namespace zscope::ui
