// SPDX-License-Identifier: MIT
#include "ui/panels/walk_form.h"

#include <imgui.h>

#include <algorithm>

#include "ui/panels/tool_parts.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

const char* help_of(WalkKind kind) {
    switch (kind) {
        case WalkKind::random:
            return "Each step adds noise to z. Nothing holds it: in time it leaves what the model "
                   "knows.";
        case WalkKind::smooth:
            return "Wanders, and is always drawn back a little to where random z lie "
                   "(Ornstein–Uhlenbeck): images stay like the model's.";
        case WalkKind::shell:
            return "As smooth, but ‖z‖ stays as long as at the start.";
        default:
            return "Round a circle through the start, back to it without a seam.";
    }
}

void kinds(WalkState& state, const ModelView& model) {
    bool first = true;
    for (const WalkKind kind :
         {WalkKind::smooth, WalkKind::random, WalkKind::shell, WalkKind::loop}) {
        if (!first) flow(button_width(name_of(kind), true));
        first = false;
        const bool shell = kind == WalkKind::shell && model.prior == "uniform";
        ImGui::BeginDisabled(shell);
        if (ImGui::RadioButton(name_of(kind), state.kind == kind)) state.kind = kind;
        ImGui::EndDisabled();
        tooltip(shell ? "This model's prior is uniform, a cube: it has no shell to stay on."
                      : help_of(kind));
    }
    // Where there is little room the tooltips alone say it.
    if (ImGui::GetContentRegionAvail().x >= dp(256)) small_muted(help_of(state.kind));
}

void start(Frame& frame, const TileAtlas& atlas, WalkState& state) {
    SampleSlot slot;
    slot.id = state.start;
    slot.empty = "Drop a start";
    slot.drop = "Start here";
    slot.side = dp(64);
    const SamplePointer sample = frame.samples.find(state.start);
    if (sample && static_cast<std::int64_t>(sample->z.size()) == frame.model.nz) slot.tile = 0;
    if (const auto dropped = sample_slot(frame, atlas, slot)) state.start = *dropped;
    ImGui::SameLine();
    ImGui::BeginGroup();
    text_ellipsis(sample == nullptr ? "Start" : "Start: " + describe(sample->origin),
                  palette().text);
    const auto& selection = frame.session.selection;
    ImGui::BeginDisabled(selection.empty() || selection.back() == state.start);
    if (ImGui::Button("Start at the selected")) state.start = selection.back();
    ImGui::EndDisabled();
    tooltip("The sample that was selected last becomes the start.");
    ImGui::EndGroup();
}

void seed_row(Form& form, WalkState& state) {
    constexpr const char* kHelp = "Another seed is another way from the same place.";
    form.row("Seed", kHelp);
    std::int64_t seed = state.seed;
    ImGui::InputScalar("##seed", ImGuiDataType_S64, &seed);
    if (seed != state.seed) state.seed = std::max<std::int64_t>(0, seed);
    tooltip(kHelp);
}

SliderEvent step_row(Form& form, WalkState& state) {
    const bool loop = state.kind == WalkKind::loop;
    SliderOptions options;
    options.min = 0.01;
    options.max = 1.5;
    options.reset = WalkState{}.step_size;
    options.logarithmic = true;
    options.format = loop ? "%.2f rad" : "%.2f";
    options.tooltip = loop ? "Radius of the circle, in radians seen from the middle of latent "
                             "space; two random z are π/2 apart."
                           : "How far a step goes, in standard deviations of z.";
    form.row(loop ? "Radius" : "Step size", options.tooltip);
    return slider("##size", state.step_size, options);
}

SliderEvent around_row(Form& form, WalkState& state) {
    SliderOptions options;
    options.min = 8;
    options.max = 256;
    options.reset = static_cast<double>(WalkState{}.around);
    options.format = "%lld steps";
    options.tooltip = "Steps once around.";
    form.row("Around", options.tooltip);
    return slider("##around", state.around, options);
}

void speed_row(Form& form, WalkState& state) {
    SliderOptions options;
    options.min = 0.25;
    options.max = 30.0;
    options.reset = WalkState{}.per_s;
    options.logarithmic = true;
    options.format = "%.2f steps/s";
    options.tooltip = "Speed of play. Between steps the images go on smoothly.";
    form.row("Speed", options.tooltip);
    (void)slider("##speed", state.per_s, options);
}

void opinion_row(Form& form, const ModelView& model, WalkState& state, const std::string& of_d) {
    SliderOptions options;
    options.max = 90.0;
    options.reset = 0.0;
    options.format = state.least_opinion > 0.0 ? "above %.0f %%" : "anywhere";
    options.tooltip =
        "Keeps the walk where D finds the images convincing: a step whose image would be less so "
        "than this share of 256 random samples is drawn anew.";
    form.row("D's opinion", options.tooltip);
    const bool loop = state.kind == WalkKind::loop;
    ImGui::BeginDisabled(!model.has_d || loop);
    (void)slider("##opinion", state.least_opinion, options);
    ImGui::EndDisabled();
    if (!model.has_d) {
        small_muted("This model came without D.");
    } else if (loop) {
        small_muted("A loop has one way only.");
    } else if (state.least_opinion > 0.0) {
        small_muted(of_d);
    }
}

}  // namespace

const char* name_of(WalkKind kind) {
    switch (kind) {
        case WalkKind::random:
            return "Random";
        case WalkKind::smooth:
            return "Smooth";
        case WalkKind::shell:
            return "On the shell";
        default:
            return "Loop";
    }
}

bool other_shape(const WalkState& a, const WalkState& b) {
    return a.kind != b.kind || a.seed != b.seed || a.step_size != b.step_size ||
           a.around != b.around;
}

WalkForm draw_walk_form(Frame& frame, const TileAtlas& atlas, const std::string& of_d) {
    WalkForm result;
    WalkState state = frame.session.walk;
    start(frame, atlas, state);
    kinds(state, frame.model);
    {
        Form form("walk");
        result.held = step_row(form, state).active;
        if (state.kind == WalkKind::loop) result.held |= around_row(form, state).active;
        speed_row(form, state);
        seed_row(form, state);
        opinion_row(form, frame.model, state, of_d);
    }
    if (state != frame.session.walk) result.state = state;
    return result;
}

}  // namespace zscope::ui
