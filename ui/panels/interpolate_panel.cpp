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

constexpr float kEndShare = 0.62F;  // side of A and B by that of the images between
constexpr double kKeyStep = 0.05;
constexpr float kPaceWidth = 112.0F;

const char* name_of(InterpolationMode mode) {
    return mode == InterpolationMode::slerp ? "slerp" : "lerp";
}

InterpolationMode other_of(InterpolationMode mode) {
    return mode == InterpolationMode::slerp ? InterpolationMode::lerp : InterpolationMode::slerp;
}

SamplePointer fitting(const Frame& frame, SampleId id) {
    SamplePointer sample = frame.samples.find(id);
    const bool fits =
        sample != nullptr && static_cast<std::int64_t>(sample->z.size()) == frame.model.nz;
    return fits ? sample : nullptr;
}

std::string short_name(const Sample& sample) {
    return fmt::format("#{}", sample.id);
}

}  // namespace

InterpolatePanel::InterpolatePanel(const MakeSlot& make_slot)
    : main_(make_slot("interpolate")),
      other_(make_slot("interpolate.other")),
      ends_(make_slot("interpolate.ends")),
      strip_(make_slot("interpolate.strip")) {}

void InterpolatePanel::rest() {
    play_.stop();
    for (RenderView* view : {&main_, &other_, &ends_, &strip_})
        view->rest();
}

nlohmann::json InterpolatePanel::settings() const {
    return {{"smooth", smooth_}, {"seconds", play_.seconds_per_pass()}};
}

void InterpolatePanel::set_settings(const nlohmann::json& settings) {
    smooth_ = settings.value("smooth", smooth_);
    play_.set_seconds_per_pass(settings.value("seconds", play_.seconds_per_pass()), time_);
}

void InterpolatePanel::draw(Frame& frame) {
    if (!frame.model.available) {
        rest();
        no_model(frame, "Open a model, or drop one on the window, to go from one face to another.");
        return;
    }
    a_ = fitting(frame, frame.session.interpolate.a);
    b_ = fitting(frame, frame.session.interpolate.b);
    if (a_ == nullptr && b_ == nullptr && ImGui::GetDragDropPayload() == nullptr) {
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
    ask(frame);
    if (!main_.error().empty()) {
        Failure failure{main_.error()};
        failure.advice = "Choose another model in the bar above.";
        failed_state(failure);
        return;
    }
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float strip = std::clamp(std::floor((room.x - dp(64)) / (kStripImages + 0.5F)), dp(32),
                                   std::max(dp(40), room.y * 0.12F));
    const float plot = std::clamp(room.y * 0.2F, dp(72), dp(160));
    const float fixed = 2 * strip + plot + 3 * ImGui::GetFrameHeightWithSpacing() + dp(24);
    const float widest = (room.x - 3 * dp(16)) / (2 + 2 * kEndShare);
    stage(frame, std::floor(std::min(std::max(room.y - fixed, dp(96)), widest)));
    controls(frame);
    if (a_ != nullptr && b_ != nullptr) {
        strips(frame, strip);
        norm_plot(frame, std::max(plot, ImGui::GetContentRegionAvail().y));
    }
    keys(frame);
}

void InterpolatePanel::ask(Frame& frame) {
    const SampleRows ends = sample_rows({frame.session.interpolate.a, frame.session.interpolate.b},
                                        frame.samples, frame.model.nz);
    if (ends.ids.empty()) {
        ends_.rest();
    } else {
        ends_.ask(request_for(frame, ends.z));
    }
    if (a_ == nullptr || b_ == nullptr) {
        for (RenderView* view : {&main_, &other_, &strip_})
            view->rest();
    } else {
        path_.set_ends(a_->z, b_->z);
        const InterpolationMode mode = frame.session.interpolate.mode;
        // By whatever hand: the image in the middle goes before all others while t moves.
        const bool moving = dragged_ || play_.playing() || std::exchange(asked_t_, t_) != t_;
        main_.ask(request_for(frame, path_.at(t_, mode),
                              moving ? RenderPriority::dragged : RenderPriority::visible));
        other_.ask(request_for(frame, path_.at(t_, other_of(mode))));
        strip_.ask(request_for(frame, path_.strips()));
    }
    for (RenderView* view : {&main_, &other_, &ends_, &strip_}) {
        view->poll();
        view->atlas().set_smooth(smooth_);
    }
    if (play_.playing() && frame.animate != nullptr) *frame.animate = true;
}

void InterpolatePanel::pick_ends(Frame& frame) {
    const SharedZ& z = latents_.get(frame.model.prior, frame.session.grid, frame.model.nz);
    const std::int64_t last = frame.session.grid.count - 1;
    const SampleId a = grid_sample(frame, z, 0);
    const SampleId b = grid_sample(frame, z, std::min<std::int64_t>(1, last));
    frame.out.act(InterpolateSet{a, b, {}, {}});
}

void InterpolatePanel::stage(Frame& frame, float side) {
    const float gap = dp(16);
    const float small = std::floor(side * kEndShare);
    const float width = 2 * small + 2 * side + 3 * gap;
    const float edge = ImGui::GetCursorPosX();
    const float left = edge + std::max(0.0F, (ImGui::GetContentRegionAvail().x - width) / 2);
    const float top = ImGui::GetCursorPosY();
    const float drop = (side - small) / 2;
    const InterpolationMode mode = frame.session.interpolate.mode;
    ImGui::SetCursorPos(ImVec2(left, top + drop));
    end_slot(frame, true, small);
    ImGui::SetCursorPos(ImVec2(left + small + gap, top));
    picture(frame, main_, mode, side);
    ImGui::SetCursorPos(ImVec2(left + small + side + 2 * gap, top));
    picture(frame, other_, other_of(mode), side);
    ImGui::SetCursorPos(ImVec2(left + small + 2 * side + 3 * gap, top + drop));
    end_slot(frame, false, small);
    ImGui::SetCursorPos(ImVec2(edge, top + side + ImGui::GetTextLineHeightWithSpacing() + dp(8)));
    ImGui::Dummy(ImVec2(1, 1));
}

void InterpolatePanel::end_slot(Frame& frame, bool first, float side) {
    const SamplePointer& sample = first ? a_ : b_;
    const ImVec2 size(side, side);
    ImGui::BeginGroup();
    ImGui::PushID(first ? "A" : "B");
    const ImVec2 low = ImGui::GetCursorScreenPos();
    if (sample != nullptr) {
        const std::size_t tile = !first && a_ != nullptr ? 1 : 0;
        const CardSource source{[&](std::size_t) { return sample->id; },
                                [&](std::size_t) { return describe(sample->origin); }};
        CardMarks marks;
        marks.kept = contains(frame.session.tray, sample->id);
        marks.selected = contains(frame.session.selection, sample->id);
        const CardEvent event =
            sample_card(frame, ends_.atlas(), tile, size, marks, source, first ? 0 : 1);
        select_clicked(frame, event, sample->id);
    } else {
        ImGui::InvisibleButton("empty", size);
        ImDrawList& draw = *ImGui::GetWindowDrawList();
        const ImU32 line = ImGui::ColorConvertFloat4ToU32(palette().line);
        draw.AddRect(low, ImVec2(low.x + side, low.y + side), line, dp(4));
        const char* word = first ? "Drop A here" : "Drop B here";
        const ImVec2 text = ImGui::CalcTextSize(word);
        draw.AddText(ImVec2(low.x + (side - text.x) / 2, low.y + (side - text.y) / 2),
                     ImGui::ColorConvertFloat4ToU32(palette().muted), word);
    }
    if (const auto dropped = accept_sample(first ? "Use as A" : "Use as B")) {
        frame.out.act(first ? InterpolateSet{*dropped, {}, {}, {}}
                            : InterpolateSet{{}, *dropped, {}, {}});
    }
    const std::string caption =
        fmt::format("{}{}", first ? "A" : "B", sample ? " · " + describe(sample->origin) : "");
    text_ellipsis(caption, palette().muted, side);
    ImGui::PopID();
    ImGui::EndGroup();
}

void InterpolatePanel::picture(Frame& frame, RenderView& view, InterpolationMode mode, float side) {
    ImGui::BeginGroup();
    ImGui::PushID(name_of(mode));
    if (a_ != nullptr && b_ != nullptr) {
        const CardSource source{[&](std::size_t) { return sample_at(frame, t_, mode); },
                                [&](std::size_t) {
                                    return fmt::format("between {} and {}, t {:.2f}, {}",
                                                       short_name(*a_), short_name(*b_), t_,
                                                       name_of(mode));
                                }};
        const CardEvent event =
            sample_card(frame, view.atlas(), 0, ImVec2(side, side), {}, source, 0);
        if (event.clicked) select_clicked(frame, event, sample_at(frame, t_, mode));
        const SharedZ z = path_.at(t_, mode);
        text_ellipsis(fmt::format("{} · ‖z‖ {:.2f}", name_of(mode), norm(*z)), palette().text,
                      side);
    } else {
        ImGui::Dummy(ImVec2(side, side));
        text_ellipsis(name_of(mode), palette().muted, side);
    }
    ImGui::PopID();
    ImGui::EndGroup();
}

SampleId InterpolatePanel::sample_at(Frame& frame, double t, InterpolationMode mode) const {
    SampleOrigin origin;
    origin.tool = "interpolate";
    origin.text = fmt::format("between {} and {}, t {:.2f}, {}", short_name(*a_), short_name(*b_),
                              t, name_of(mode));
    return frame.out.sample(*path_.at(t, mode), origin);
}

void InterpolatePanel::set_t(Frame& frame, double t) {
    play_.stop();
    t_ = std::clamp(t, 0.0, 1.0);
    frame.out.act(InterpolateSet{{}, {}, t_, {}});
}

void InterpolatePanel::toggle_play(Frame& frame) {
    if (play_.playing()) {
        set_t(frame, play_.t(frame.time));
    } else if (a_ != nullptr && b_ != nullptr) {
        play_.start(frame.session.interpolate.t, frame.time);
        if (frame.animate != nullptr) *frame.animate = true;
    }
}

void InterpolatePanel::controls(Frame& frame) {
    const InterpolateState& state = frame.session.interpolate;
    const bool ready = a_ != nullptr && b_ != nullptr;
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
    if (a_ == nullptr || b_ == nullptr || io.WantTextInput || io.NavVisible || io.KeyCtrl) return;
    if (ImGui::IsAnyItemActive()) return;
    if (ImGui::IsKeyPressed(ImGuiKey_Space, false)) toggle_play(frame);
    if (ImGui::IsKeyPressed(ImGuiKey_Period)) set_t(frame, t_ + kKeyStep);
    if (ImGui::IsKeyPressed(ImGuiKey_Comma)) set_t(frame, t_ - kKeyStep);
}

void InterpolatePanel::strips(Frame& frame, float tile) {
    for (const InterpolationMode mode : {InterpolationMode::slerp, InterpolationMode::lerp}) {
        const std::size_t first = mode == InterpolationMode::slerp ? 0 : kStripImages;
        const auto t_of = [first](std::size_t index) {
            return static_cast<double>(index - first) / (kStripImages - 1);
        };
        const CardSource source{
            [&](std::size_t index) { return sample_at(frame, t_of(index), mode); },
            [&](std::size_t index) {
                return fmt::format("{}, t {:.3f} · click goes there", name_of(mode), t_of(index));
            }};
        ImGui::PushID(name_of(mode));
        const float top = ImGui::GetCursorPosY(), edge = ImGui::GetCursorPosX();
        ImGui::SetCursorPosY(top + (tile - ImGui::GetTextLineHeight()) / 2);
        text_ellipsis(name_of(mode), palette().muted, dp(44));
        for (std::size_t i = first; i < first + kStripImages; ++i) {
            ImGui::SetCursorPos(
                ImVec2(edge + dp(48) + static_cast<float>(i - first) * (tile + dp(4)), top));
            const CardEvent event =
                sample_card(frame, strip_.atlas(), i, ImVec2(tile, tile), {}, source, i);
            if (event.clicked) set_t(frame, t_of(i));
        }
        ImGui::PopID();
    }
}

void InterpolatePanel::norm_plot(Frame& frame, float height) {
    NormPlot plot;
    plot.slerp = path_.norms(InterpolationMode::slerp);
    plot.lerp = path_.norms(InterpolationMode::lerp);
    plot.typical = typical_norm(frame.model.prior, frame.model.nz);
    plot.t = t_;
    draw_norm_plot(plot, height);
}

}  // namespace zscope::ui
