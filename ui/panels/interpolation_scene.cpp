// SPDX-License-Identifier: MIT
#include "ui/panels/interpolation_scene.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "core/latent/interpolate.h"
#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr float kEndShare = 0.62F;  // side of A and B by that of the images between
constexpr float kGap = 16.0F;

InterpolationMode other_of(InterpolationMode mode) {
    return mode == InterpolationMode::slerp ? InterpolationMode::lerp : InterpolationMode::slerp;
}

SamplePointer fitting(const Frame& frame, SampleId id) {
    SamplePointer sample = frame.samples.find(id);
    const bool fits =
        sample != nullptr && static_cast<std::int64_t>(sample->z.size()) == frame.model.nz;
    return fits ? sample : nullptr;
}

}  // namespace

const char* name_of(InterpolationMode mode) {
    return mode == InterpolationMode::slerp ? "slerp" : "lerp";
}

InterpolationScene::InterpolationScene(const MakeSlot& make_slot)
    : main_(make_slot("interpolate")),
      other_(make_slot("interpolate.other")),
      ends_(make_slot("interpolate.ends")),
      strip_(make_slot("interpolate.strip")) {}

void InterpolationScene::rest() {
    for (RenderView* view : {&main_, &other_, &ends_, &strip_})
        view->rest();
}

void InterpolationScene::take(const Frame& frame) {
    a_ = fitting(frame, frame.session.interpolate.a);
    b_ = fitting(frame, frame.session.interpolate.b);
}

void InterpolationScene::ask(const Frame& frame, double t, bool moving) {
    t_ = t;
    const SampleRows ends = sample_rows({frame.session.interpolate.a, frame.session.interpolate.b},
                                        frame.samples, frame.model.nz);
    if (ends.ids.empty()) {
        ends_.rest();
    } else {
        ends_.ask(request_for(frame, ends.z));
    }
    if (!ready()) {
        for (RenderView* view : {&main_, &other_, &strip_})
            view->rest();
    } else {
        path_.set_ends(a_->z, b_->z);
        const InterpolationMode mode = frame.session.interpolate.mode;
        main_.ask(request_for(frame, path_.at(t, mode),
                              moving ? RenderPriority::dragged : RenderPriority::visible));
        other_.ask(request_for(frame, path_.at(t, other_of(mode))));
        strip_.ask(request_for(frame, path_.strips()));
    }
    for (RenderView* view : {&main_, &other_, &ends_, &strip_}) {
        view->poll();
        view->atlas().set_smooth(smooth);
    }
}

float InterpolationScene::side_for(float width) {
    return (width - 3 * dp(kGap)) / (2 + 2 * kEndShare);
}

void InterpolationScene::draw_stage(Frame& frame, float side) {
    const float gap = dp(kGap);
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

void InterpolationScene::end_slot(Frame& frame, bool first, float side) {
    const SamplePointer& sample = first ? a_ : b_;
    ImGui::BeginGroup();
    ImGui::PushID(first ? "A" : "B");
    if (sample != nullptr) {
        end_card(frame, first, side);
    } else {
        empty_slot(first ? "Drop A here" : "Drop B here", ImVec2(side, side));
    }
    if (const auto dropped = accept_sample(first ? "Use as A" : "Use as B")) {
        frame.out.act(first ? InterpolateSet{*dropped, {}, {}, {}}
                            : InterpolateSet{{}, *dropped, {}, {}});
    }
    const char* name = first ? "A" : "B";
    const std::string origin = sample ? describe(sample->origin) : "";
    std::string caption = origin.empty() ? name : fmt::format("{} · {}", name, origin);
    // In a narrow panel the row says most: the seed is the grid's as a rule.
    if (ImGui::CalcTextSize(caption.c_str()).x > side && sample && sample->origin.seed &&
        sample->origin.count > 1) {
        caption = fmt::format("{} · row {}", name, sample->origin.row);
    }
    text_ellipsis(caption, palette().muted, side);
    tooltip(origin);
    ImGui::PopID();
    ImGui::EndGroup();
}

void InterpolationScene::end_card(Frame& frame, bool first, float side) {
    const SamplePointer& sample = first ? a_ : b_;
    const std::size_t tile = !first && a_ != nullptr ? 1 : 0;
    const CardSource source{[&](std::size_t) { return sample->id; },
                            [&](std::size_t) { return describe(sample->origin); }};
    CardMarks marks;
    marks.kept = contains(frame.session.tray, sample->id);
    marks.selected = contains(frame.session.selection, sample->id);
    const CardEvent event =
        sample_card(frame, ends_.atlas(), tile, ImVec2(side, side), marks, source, first ? 0 : 1);
    select_clicked(frame, event, sample->id);
}

void InterpolationScene::picture(Frame& frame, RenderView& view, InterpolationMode mode,
                                 float side) {
    ImGui::BeginGroup();
    ImGui::PushID(name_of(mode));
    if (ready()) {
        const CardSource source{[&](std::size_t) { return sample_at(frame, t_, mode); },
                                [&](std::size_t) { return origin_at(t_, mode); }};
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

std::string InterpolationScene::origin_at(double t, InterpolationMode mode) const {
    return fmt::format("between #{} and #{}, t {:.2f}, {}", a_->id, b_->id, t, name_of(mode));
}

SampleId InterpolationScene::sample_at(Frame& frame, double t, InterpolationMode mode) const {
    SampleOrigin origin;
    origin.tool = "interpolate";
    origin.text = origin_at(t, mode);
    return frame.out.sample(*path_.at(t, mode), origin);
}

std::optional<double> InterpolationScene::draw_strips(Frame& frame, const StripLayout& layout) {
    const float tile = layout.tile;
    const auto stride = static_cast<std::size_t>(layout.stride);
    std::optional<double> clicked;
    ImGui::PushID("strips");
    for (const InterpolationMode mode : {InterpolationMode::slerp, InterpolationMode::lerp}) {
        const std::size_t first = mode == InterpolationMode::slerp ? 0 : kStripImages;
        const auto t_of = [first](std::size_t index) {
            return static_cast<double>(index - first) / (kStripImages - 1);
        };
        const CardSource source{
            [&](std::size_t index) { return sample_at(frame, t_of(index), mode); },
            [&](std::size_t index) {
                return fmt::format("{}, t {:.3f}", name_of(mode), t_of(index));
            },
            "Go to this t"};
        ImGui::PushID(name_of(mode));
        const float top = ImGui::GetCursorPosY(), edge = ImGui::GetCursorPosX();
        ImGui::SetCursorPosY(top + (tile - ImGui::GetTextLineHeight()) / 2);
        text_ellipsis(name_of(mode), palette().muted, dp(kStripLabel - 4));
        for (std::size_t i = first; i < first + kStripImages; i += stride) {
            const auto place = static_cast<float>((i - first) / stride);
            const float step = tile + dp(kStripGap);
            ImGui::SetCursorPos(ImVec2(edge + dp(kStripLabel) + place * step, top));
            const CardEvent event =
                sample_card(frame, strip_.atlas(), i, ImVec2(tile, tile), {}, source, i);
            if (event.clicked && event.add) select_clicked(frame, event, source.id(i));
            if (event.clicked && !event.add) clicked = t_of(i);
        }
        ImGui::PopID();
    }
    ImGui::PopID();
    return clicked;
}

}  // namespace zscope::ui
