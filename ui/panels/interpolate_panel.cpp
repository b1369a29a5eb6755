// SPDX-License-Identifier: MIT
#include "ui/panels/interpolate_panel.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/latent/interpolate.h"
#include "ui/panels/norm_plot.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr double kKeyStep = 0.05;
constexpr float kPaceWidth = 112.0F;

}  // namespace

InterpolatePanel::InterpolatePanel(const MakeSlot& make_slot) : scene_(make_slot) {}

void InterpolatePanel::rest() {
    play_.stop();
    scene_.rest();
}

nlohmann::json InterpolatePanel::settings() const {
    return {{"smooth", scene_.smooth}, {"seconds", play_.seconds_per_pass()}};
}

void InterpolatePanel::set_settings(const nlohmann::json& settings) {
    scene_.smooth = settings.value("smooth", scene_.smooth);
    play_.set_seconds_per_pass(settings.value("seconds", play_.seconds_per_pass()), time_);
}

void InterpolatePanel::draw(Frame& frame) {
    if (!frame.model.available) {
        rest();
        no_model(frame, "Open a model, or drop one on the window, to go from one face to another.");
        return;
    }
    scene_.take(frame);
    if (scene_.empty() && ImGui::GetDragDropPayload() == nullptr) {
        rest();
        if (empty_state("Pick two faces and drag the slider: drop a sample here for each end, or "
                        "right-click one in Samples.",
                        "Pick two for me")) {
            pick_ends(frame);
        }
        return;
    }
    time_ = frame.time;
    t_ = play_.playing() ? play_.t(frame.time) : frame.session.interpolate.t;
    // By whatever hand: the image in the middle goes before all others while t moves.
    const bool moving = dragged_ || play_.playing() || std::exchange(asked_t_, t_) != t_;
    scene_.ask(frame, t_, moving);
    if (play_.playing() && frame.animate != nullptr) *frame.animate = true;
    if (!scene_.error().empty()) {
        Failure failure{scene_.error()};
        failure.advice = "Choose another model in the bar above.";
        failed_state(failure);
        return;
    }
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const StripLayout strip = fit_strip(room.x, std::max(dp(40), room.y * 0.12F));
    const float plot = std::clamp(room.y * 0.2F, dp(72), dp(160));
    const float fixed = 2 * strip.tile + plot + 3 * ImGui::GetFrameHeightWithSpacing() + dp(24);
    const float widest = InterpolationScene::side_for(room.x);
    scene_.draw_stage(frame, std::floor(std::min(std::max(room.y - fixed, dp(96)), widest)));
    controls(frame);
    if (scene_.ready()) {
        if (const auto t = scene_.draw_strips(frame, strip)) set_t(frame, *t);
        norm_plot(frame, std::max(plot, ImGui::GetContentRegionAvail().y));
    }
    keys(frame);
}

void InterpolatePanel::pick_ends(Frame& frame) {
    const SharedZ& z = latents_.get(frame.model, frame.session.grid);
    const std::int64_t last = frame.session.grid.count - 1;
    const SampleId a = grid_sample(frame, z, 0);
    const SampleId b = grid_sample(frame, z, std::min<std::int64_t>(1, last));
    frame.out.act(InterpolateSet{a, b, {}, {}});
}

void InterpolatePanel::set_t(Frame& frame, double t) {
    play_.stop();
    t_ = std::clamp(t, 0.0, 1.0);
    frame.out.act(InterpolateSet{{}, {}, t_, {}});
}

void InterpolatePanel::toggle_play(Frame& frame) {
    if (play_.playing()) {
        set_t(frame, play_.t(frame.time));
    } else if (scene_.ready()) {
        play_.start(frame.session.interpolate.t, frame.time);
        if (frame.animate != nullptr) *frame.animate = true;
    }
}

void InterpolatePanel::controls(Frame& frame) {
    const InterpolateState& state = frame.session.interpolate;
    const bool ready = scene_.ready();
    ImGui::BeginDisabled(!ready);
    if (ImGui::Button(play_.playing() ? "Pause###play" : "Play###play", ImVec2(dp(64), 0))) {
        toggle_play(frame);
    }
    tooltip("Forth and back between A and B. Pausing keeps t.   Space");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(-1.0F);
    double t = t_;
    SliderOptions options;
    options.reset = 0.5;
    options.format = "t %.3f";
    options.tooltip = "How far from A (0) to B (1).   , and . step by 0.05";
    const SliderEvent event = slider("##t", t, options);
    dragged_ = event.active;
    if (event.changed) set_t(frame, t);
    ImGui::EndDisabled();
    for (const InterpolationMode mode : {InterpolationMode::slerp, InterpolationMode::lerp}) {
        if (ImGui::RadioButton(name_of(mode), state.mode == mode)) {
            frame.out.act(InterpolateSet{{}, {}, {}, mode});
        }
        tooltip(mode == InterpolationMode::slerp
                    ? "Along the great circle: ‖z‖ stays as long as the model is used to."
                    : "The straight line: ‖z‖ dips in the middle, where the model saw little.");
        ImGui::SameLine();
    }
    ImGui::BeginDisabled(!ready);
    if (ImGui::Button("Swap")) frame.out.act(InterpolateSet{state.b, state.a, 1.0 - t_, {}});
    tooltip("A becomes B and B becomes A; the image stays.");
    ImGui::EndDisabled();
    if (frame.session.selection.size() >= 2) {
        flow(button_width("Use selected"));
        const auto& picked = frame.session.selection;
        if (ImGui::Button("Use selected")) {
            frame.out.act(InterpolateSet{picked[picked.size() - 2], picked.back(), {}, {}});
        }
        tooltip("The last two samples that were selected become A and B.");
    }
    flow(dp(kPaceWidth));
    pace(frame);
    if (!ready) return;
    flow(button_width("Export …"));
    export_.draw(frame, {RecipeTool::interpolate}, "interpolation.png");
}

void InterpolatePanel::pace(Frame& frame) {
    double seconds = play_.seconds_per_pass();
    SliderOptions options;
    options.min = kShortestPass;
    options.max = kLongestPass;
    options.reset = kUsualPass;
    options.logarithmic = true;
    options.format = "%.1f s a pass";
    options.tooltip = "Speed of play: how long it takes from A to B.";
    ImGui::SetNextItemWidth(dp(kPaceWidth));
    if (slider("##pace", seconds, options).changed) {
        play_.set_seconds_per_pass(seconds, frame.time);
    }
}

void InterpolatePanel::keys(Frame& frame) {
    // Space belongs to the control that the keyboard stands on, if there is one.
    const ImGuiIO& io = ImGui::GetIO();
    if (!scene_.ready() || io.WantTextInput || io.NavVisible || io.KeyCtrl) return;
    if (ImGui::IsAnyItemActive()) return;
    if (ImGui::IsKeyPressed(ImGuiKey_Space, false)) toggle_play(frame);
    if (ImGui::IsKeyPressed(ImGuiKey_Period)) set_t(frame, t_ + kKeyStep);
    if (ImGui::IsKeyPressed(ImGuiKey_Comma)) set_t(frame, t_ - kKeyStep);
}

void InterpolatePanel::norm_plot(Frame& frame, float height) {
    NormPlot plot;
    plot.slerp = scene_.path().norms(InterpolationMode::slerp);
    plot.lerp = scene_.path().norms(InterpolationMode::lerp);
    plot.typical = typical_norm(frame.model.prior, frame.model.nz);
    plot.t = t_;
    draw_norm_plot(plot, height);
}

}  // namespace zscope::ui
