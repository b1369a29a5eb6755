// SPDX-License-Identifier: MIT
#include "ui/panels/sheet_form.h"

#include <imgui.h>

#include "ui/panels/tool_parts.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr double kStrengthRange = 6.0;  // of the sliders; typed in: up to 20

void combo(Frame& frame, const char* label, DirectionId SheetState::*which) {
    SheetState state = frame.session.sheet;
    const DirectionBook& book = directions_of(frame);
    const DirectionPointer now = book.find(state.*which);
    if (!ImGui::BeginCombo(label, now == nullptr ? "choose one" : now->name.c_str())) return;
    for (const DirectionId id : book.ids()) {
        const DirectionPointer direction = book.find(id);
        const bool fits = direction->nz() == frame.model.nz - frame.model.labels &&
                          direction->prior == frame.model.prior;
        ImGui::PushID(static_cast<int>(id));
        ImGui::BeginDisabled(!fits);
        if (ImGui::Selectable(direction->name.c_str(), id == state.*which)) {
            state.*which = id;
            frame.out.act(SheetSet{state});
        }
        ImGui::EndDisabled();
        ImGui::PopID();
    }
    ImGui::EndCombo();
}

void strengths(Frame& frame) {
    SheetState state = frame.session.sheet;
    SliderOptions options;
    options.min = -kStrengthRange;
    options.max = kStrengthRange;
    options.format = "%+.1f";
    const float width = (ImGui::GetContentRegionAvail().x - dp(8)) / 2;
    options.reset = SheetState{}.first;
    options.tooltip = "Strength at the left and the top edge.";
    ImGui::SetNextItemWidth(width);
    bool changed = slider("##first", state.first, options).changed;
    ImGui::SameLine(0, dp(8));
    options.reset = SheetState{}.last;
    options.tooltip = "Strength at the right and the bottom edge.";
    ImGui::SetNextItemWidth(width);
    changed |= slider("##last", state.last, options).changed;
    if (changed) frame.out.act(SheetSet{state});
}

}  // namespace

void sheet_directions(Frame& frame) {
    if (directions_of(frame).size() == 0) {
        small_muted("No direction is kept yet: make one from an equation, or open a file of them.");
        return;
    }
    Form form("directions");
    form.row("To the right", "What changes from the left edge to the right one.");
    combo(frame, "##right", &SheetState::right);
    form.row("Down", "What changes from the top edge to the bottom one.");
    combo(frame, "##down", &SheetState::down);
    form.row("Strengths", "At the first and at the last edge, in standard deviations of z.");
    strengths(frame);
}

bool sheet_place(Frame& frame) {
    SheetState state = frame.session.sheet;
    Form form("place");
    SliderOptions options;
    options.reset = 0.5;
    options.format = "%.2f";
    options.tooltip = "From the left edge (0) to the right one (1).";
    form.row("Across", options.tooltip);
    const SliderEvent across = slider("##x", state.x, options);
    options.tooltip = "From the top edge (0) to the bottom one (1).";
    form.row("Down", options.tooltip);
    const SliderEvent down = slider("##y", state.y, options);
    if (across.changed || down.changed) frame.out.act(SheetSet{state});
    return across.active || down.active;
}

}  // namespace zscope::ui
