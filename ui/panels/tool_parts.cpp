// SPDX-License-Identifier: MIT
#include "ui/panels/tool_parts.h"

#include <IconsFontAwesome6.h>
#include <fmt/format.h>
#include <imgui.h>

#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

const char* help_of(PathMode mode) {
    switch (mode) {
        case PathMode::slerp:
            return "Along the sphere, the length interpolated: ‖z‖ stays as long as the model is "
                   "used to.";
        case PathMode::lerp:
            return "The straight line: ‖z‖ dips in the middle, where the model saw little.";
        default:
            return "Shoemake's formula on the vectors as they are: slerp for equal lengths, longer "
                   "in the middle for unequal ones.";
    }
}

void frame_with_words(const char* words, float side) {
    const ImVec2 low = ImGui::GetCursorScreenPos();
    ImGui::InvisibleButton("empty", ImVec2(side, side));
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const ImVec2 high(low.x + side, low.y + side);
    draw.AddRect(low, high, ImGui::ColorConvertFloat4ToU32(palette().line), dp(4));
    const float room = side - dp(8);
    const ImVec2 text = ImGui::CalcTextSize(words, nullptr, false, room);
    draw.AddText(ImGui::GetFont(), ImGui::GetFontSize(),
                 ImVec2(low.x + (side - text.x) / 2, low.y + (side - text.y) / 2),
                 ImGui::ColorConvertFloat4ToU32(palette().muted), words, nullptr, room);
}

void slot_card(Frame& frame, const TileAtlas& atlas, const SampleSlot& slot,
               const SamplePointer& sample) {
    const CardSource source{[&](std::size_t) { return slot.id; },
                            [&](std::size_t) { return describe(sample->origin); }};
    CardMarks marks;
    marks.kept = contains(frame.session.tray, slot.id);
    marks.selected = contains(frame.session.selection, slot.id);
    const CardEvent event =
        sample_card(frame, atlas, *slot.tile, ImVec2(slot.side, slot.side), marks, source, 0);
    select_clicked(frame, event, slot.id);
}

}  // namespace

LatentSpace space_of(const ModelView& model) {
    return {model.nz, model.labels, model.prior};
}

const DirectionBook& directions_of(const Frame& frame) {
    static const DirectionBook empty;
    return frame.directions == nullptr ? empty : *frame.directions;
}

const char* name_of(PathMode mode) {
    return mode == PathMode::slerp ? "slerp" : mode == PathMode::lerp ? "lerp" : "classic slerp";
}

std::optional<PathMode> mode_choice(PathMode now) {
    std::optional<PathMode> clicked;
    bool first = true;
    for (const PathMode mode : {PathMode::slerp, PathMode::lerp, PathMode::classic_slerp}) {
        if (!first) flow(button_width(name_of(mode), true));
        first = false;
        if (ImGui::RadioButton(name_of(mode), now == mode)) clicked = mode;
        tooltip(help_of(mode));
    }
    return clicked;
}

std::optional<SampleId> sample_slot(Frame& frame, const TileAtlas& atlas, const SampleSlot& slot) {
    const SamplePointer sample = frame.samples.find(slot.id);
    if (sample != nullptr && slot.tile) {
        slot_card(frame, atlas, slot, sample);
    } else if (slot.id != 0) {
        frame_with_words(sample == nullptr ? "gone" : "another model's", slot.side);
        tooltip(sample == nullptr
                    ? fmt::format("Sample #{} is not there any more.", slot.id)
                    : fmt::format("{}: its z has {} numbers, this model's {}.",
                                  describe(sample->origin), sample->z.size(), frame.model.nz));
    } else {
        frame_with_words(slot.empty, slot.side);
    }
    return accept_sample(slot.drop);
}

PlayWish play_controls(bool playing, bool possible, const char* what_a_step_is) {
    PlayWish wish;
    ImGui::BeginDisabled(!possible);
    if (ImGui::Button(ICON_FA_BACKWARD_STEP "###back")) wish.steps = -1;
    tooltip(fmt::format("Back by {}.   ,", what_a_step_is));
    ImGui::SameLine();
    if (ImGui::Button(playing ? "Pause###play" : "Play###play", ImVec2(dp(64), 0)))
        wish.toggle = true;
    tooltip("Plays; pausing keeps the place.   Space");
    ImGui::SameLine();
    if (ImGui::Button(ICON_FA_FORWARD_STEP "###forward")) wish.steps = 1;
    tooltip(fmt::format("Forward by {}.   .", what_a_step_is));
    ImGui::EndDisabled();
    // Space belongs to the control that the keyboard stands on, if there is one.
    const ImGuiIO& io = ImGui::GetIO();
    if (!possible || io.WantTextInput || io.NavVisible || io.KeyCtrl) return wish;
    if (ImGui::IsAnyItemActive()) return wish;
    if (ImGui::IsKeyPressed(ImGuiKey_Space, false)) wish.toggle = true;
    if (ImGui::IsKeyPressed(ImGuiKey_Period)) wish.steps = 1;
    if (ImGui::IsKeyPressed(ImGuiKey_Comma)) wish.steps = -1;
    return wish;
}

}  // namespace zscope::ui
