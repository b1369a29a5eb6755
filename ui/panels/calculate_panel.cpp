// SPDX-License-Identifier: MIT
#include "ui/panels/calculate_panel.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <utility>

#include "core/session/equation_terms.h"
#include "ui/panels/equation_bar.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr float kGap = 4.0F, kControls = 200.0F, kMostSide = 320.0F, kStripSide = 64.0F;
constexpr std::size_t kResultRow = kSheetRows / 2;

}  // namespace

CalculatePanel::CalculatePanel(const MakeSlot& make_slot)
    : terms_(make_slot("equation terms")), results_(make_slot("equation results")) {}

void CalculatePanel::rest() {
    terms_.rest();
    results_.rest();
}

void CalculatePanel::draw(Frame& frame) {
    if (!frame.model.available) {
        rest();
        no_model(frame, "Open a model, or drop one on the window, to calculate with its samples.");
        return;
    }
    refresh(frame);
    ask(frame);
    equation_bar(frame, equation_, rows_, terms_.atlas());
    ImGui::Spacing();
    if (!rows_.error.empty()) {
        Failure failure{rows_.error};
        failure.advice = "Take those samples out, or choose the model that they are of.";
        failure_note(failure);
    } else if (rows_.results == nullptr) {
        if (empty_state(
                "Drop samples into the terms. Smiling women − other women + men: the mean of "
                "each term is taken, and the result is a smiling man, if the model has "
                "learned what a smile is.",
                "Try it with nine samples")) {
            fill(frame);
        }
    } else {
        results(frame);
    }
}

void CalculatePanel::refresh(const Frame& frame) {
    const Session& session = frame.session;
    const std::vector<EquationTerm>& wanted =
        session.equation.empty() ? first_equation() : session.equation;
    if (wanted == equation_ && session.calculate == state_ && frame.model.nz == nz_ &&
        frame.model.id == model_) {
        return;
    }
    equation_ = wanted;
    state_ = session.calculate;
    nz_ = frame.model.nz;
    model_ = frame.model.id;
    rows_ = equation_rows(equation_, state_, frame.samples, frame.model);
}

void CalculatePanel::ask(const Frame& frame) {
    const auto show = [&frame](RenderView& view, const SharedZ& z) {
        if (z == nullptr || z->empty()) return view.rest();
        view.ask(request_for(frame, z));
        view.poll();
        view.atlas().set_smooth(true);
    };
    show(terms_, rows_.terms);
    show(results_, rows_.results);
}

// The first nine of the grid, three a term.
void CalculatePanel::fill(Frame& frame) {
    const SharedZ& z = latents_.get(frame.model, frame.session.grid);
    std::vector<EquationTerm> equation = first_equation();
    const std::int64_t last = frame.session.grid.count;
    for (std::int64_t row = 0; row < std::min<std::int64_t>(9, last); ++row) {
        equation[static_cast<std::size_t>(row / 3)].samples.push_back(grid_sample(frame, z, row));
    }
    frame.out.act(EquationSet{std::move(equation)});
}

void CalculatePanel::results(Frame& frame) {
    if (!results_.error().empty()) failure_note(Failure{results_.error()});
    const std::string title = "= " + equation_text(equation_);
    text_ellipsis(title, palette().text);
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const int strips = (rows_.spread > 0 ? 1 : 0) + (rows_.control > 0 ? 1 : 0);
    const float below =
        static_cast<float>(strips) * (dp(kStripSide + 8) + ImGui::GetTextLineHeightWithSpacing());
    const float widest = (room.x - dp(kControls) - 3 * dp(kGap)) / 2;
    const float side =
        std::floor(std::clamp(std::min(room.y - below, widest), dp(96), dp(kMostSide)));
    card(frame, kResultRow, side, "the result");
    ImGui::SameLine(0, dp(2 * kGap));
    sheet(frame, side);
    ImGui::SameLine(0, dp(2 * kGap));
    controls(frame);
    ImGui::Spacing();
    if (rows_.spread > 0) {
        strip(frame,
              rows_.every_choice ? "Spread: every choice of one sample a term"
                                 : "Spread: some choices of one sample a term",
              "The same equation with a single sample in place of each mean. If these agree with "
              "the result, it hangs on what the samples share, and not on which ones you picked.",
              kSheetRows, rows_.spread);
    }
    if (rows_.control > 0) {
        strip(frame, "Control: random directions, as long",
              "The start plus a random vector as long as the difference that you add. What shows "
              "up here too is luck, not arithmetic.",
              kSheetRows + rows_.spread, rows_.control);
    }
}

void CalculatePanel::card(Frame& frame, std::size_t row, float side, const std::string& what) {
    const std::string origin = fmt::format("{} of {}", what, equation_text(equation_));
    const CardSource source{
        [&](std::size_t) {
            const auto nz = static_cast<std::ptrdiff_t>(nz_);
            const auto begin = rows_.results->begin() + static_cast<std::ptrdiff_t>(row) * nz;
            SampleOrigin from;
            from.tool = "equation";
            from.text = origin;
            return frame.out.sample(std::vector<float>(begin, begin + nz), std::move(from));
        },
        [&](std::size_t) { return origin; }};
    const CardEvent event =
        sample_card(frame, results_.atlas(), row, ImVec2(side, side), {}, source, row);
    if (event.clicked) select_clicked(frame, event, source.id(0));
}

void CalculatePanel::sheet(Frame& frame, float side) {
    ImGui::BeginGroup();
    const float small = std::floor((side - 2 * dp(kGap)) / kSheetSide);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(dp(kGap), dp(kGap)));
    for (std::size_t row = 0; row < kSheetRows; ++row) {
        if (row % kSheetSide != 0) ImGui::SameLine(0, dp(kGap));
        ImGui::PushID("sheet");
        card(frame, row, small, row == kResultRow ? "the result" : "the result with noise");
        ImGui::PopID();
    }
    ImGui::PopStyleVar();
    ImGui::EndGroup();
}

void CalculatePanel::controls(Frame& frame) {
    ImGui::BeginGroup();
    CalculateState state = frame.session.calculate;
    small_muted("Noise around the result");
    ImGui::SetNextItemWidth(dp(kControls - 16));
    SliderOptions options;
    options.max = 1.0;
    options.reset = CalculateState{}.noise;
    options.format = "± %.2f";
    options.tooltip =
        "Each number of z is moved by a random amount within this, as in the paper (± 0.25). If "
        "the "
        "nine agree, the result is no accident of one z.";
    if (slider("##noise", state.noise, options).changed) frame.out.act(CalculateSet{state});
    if (ImGui::Button("Other noise")) {
        ++state.seed;
        frame.out.act(CalculateSet{state});
    }
    tooltip("Another draw of the noise, of the choices in the spread and of the control");
    ImGui::Spacing();
    if (rows_.length > 0.0) {
        small_muted(fmt::format("the difference is {:.1f} σ long", rows_.length));
        tooltip(
            "σ: one standard deviation of random z along any direction. Random z themselves are "
            "about √nz σ long.");
        keep_as_direction(frame);
    } else {
        small_muted("Only the start has samples: nothing is added to it yet.");
    }
    if (ImGui::Button("Clear")) frame.out.act(EquationSet{});
    tooltip("Empty the equation. Ctrl-Z brings it back.");
    ImGui::SameLine();
    PictureOf picture{RecipeTool::calculate};
    picture.layout.images = kStripRows;
    picture.layout.spread = rows_.spread > 0;
    picture.layout.control = rows_.control > 0;
    export_.draw(frame, picture, "equation.png");
    ImGui::EndGroup();
}

void CalculatePanel::keep_as_direction(Frame& frame) {
    if (primary_button("Keep as direction …")) {
        name_ = frame.session.ticks.name;
        ImGui::OpenPopup("name");
    }
    tooltip("What is added to the start, under a name and with a slider of its own");
    if (!ImGui::BeginPopup("name")) return;
    small_muted("What does it change?");
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    ImGui::SetNextItemWidth(dp(200));
    const bool entered =
        ImGui::InputTextWithHint("##name", "smile", &name_, ImGuiInputTextFlags_EnterReturnsTrue);
    const auto direction = equation_direction(rows_, frame.model, name_);
    ImGui::BeginDisabled(name_.empty() || !direction);
    if ((ImGui::Button("Keep") || entered) && !name_.empty() && direction) {
        DirectionsState state = frame.session.directions;
        state.list.push_back({frame.out.direction(*direction), 0.0, false});
        frame.out.act(DirectionsSet{std::move(state)});
        frame.out.wish(ShowPanel{"directions"});
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndDisabled();
    ImGui::EndPopup();
}

void CalculatePanel::strip(Frame& frame, const char* title, const char* help, std::size_t first,
                           std::size_t count) {
    ImGui::PushID(title);
    small_muted(title);
    tooltip(help);
    const float width = ImGui::GetContentRegionAvail().x;
    const float side =
        std::floor(std::min(dp(kStripSide), (width - static_cast<float>(count - 1) * dp(kGap)) /
                                                static_cast<float>(count)));
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) ImGui::SameLine(0, dp(kGap));
        card(frame, first + i, side, title);
    }
    ImGui::PopID();
}

}  // namespace zscope::ui
