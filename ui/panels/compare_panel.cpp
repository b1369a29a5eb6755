// SPDX-License-Identifier: MIT
#include "ui/panels/compare_panel.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ui/panels/compare_choice.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"
#include "ui/widgets/zoom_controls.h"

namespace zscope::ui {

namespace {

constexpr float kSmallestTile = 48.0F;  // smaller ones are hard to compare: then it scrolls

constexpr std::array<const char*, 3> kOfWords = {"grid", "selected", "tray"};

std::string name_line(const ModelView& model, const RenderResult* shown) {
    const std::int64_t step = shown != nullptr ? shown->step : model.step;
    const bool ema = shown != nullptr ? shown->ema : model.ema;
    return fmt::format("{}{} · {}", model.name, model.live ? " · in training" : "",
                       weights_text(step, ema));
}

// Around the tile under the mouse and the other model's of the same z.
void mark_pair(const PairLayout& layout, ImVec2 corner, int index) {
    for (const bool second : {false, true}) {
        const ImVec2 at = pair_place(layout, second, index);
        const ImVec2 low(corner.x + dp(2) + at.x, corner.y + dp(2) + at.y);
        const ImVec2 high(low.x + layout.tiles.tile, low.y + layout.tiles.tile);
        ImGui::GetWindowDrawList()->AddRect(low, high, ImGui::GetColorU32(palette().text));
    }
}

}  // namespace

ComparePanel::ComparePanel(const MakeSlot& make_slot)
    : first_(make_slot("compare.first")), second_(make_slot("compare.second")) {}

void ComparePanel::rest() {
    first_.rest();
    second_.rest();
}

nlohmann::json ComparePanel::settings() const {
    return {{"zoom", zoom_},
            {"smooth", smooth_},
            {"of", kOfWords[static_cast<std::size_t>(of_)]},
            {"wipe", wipe_},
            {"edge", edge_.at}};
}

void ComparePanel::set_settings(const nlohmann::json& settings) {
    zoom_ = std::clamp(settings.value("zoom", zoom_), 0.0, 8.0);
    smooth_ = settings.value("smooth", smooth_);
    wipe_ = settings.value("wipe", wipe_);
    edge_.at = std::clamp(settings.value("edge", edge_.at), 0.0, 1.0);
    const std::string of =
        settings.value("of", std::string(kOfWords[static_cast<std::size_t>(of_)]));
    for (std::size_t i = 0; i < kOfWords.size(); ++i) {
        if (of == kOfWords[i]) of_ = static_cast<Of>(i);
    }
}

void ComparePanel::draw(Frame& frame) {
    if (!frame.model.available) {
        rest();
        return no_model(frame, "Open a model to draw another one beside it.");
    }
    if (!frame.session.compare || frame.compare == nullptr) {
        rest();
        return no_comparison(frame);
    }
    if (choose_compared(frame)) return;
    view_controls();
    if (!can_draw(frame)) return rest();
    ask(frame);
    if (!failed(frame)) grids(frame);
}

void ComparePanel::view_controls() {
    flow(dp(136));
    ImGui::SetNextItemWidth(dp(136));
    int of = static_cast<int>(of_);
    if (ImGui::Combo("##of", &of, "The grid\0The selected\0The tray\0")) of_ = static_cast<Of>(of);
    tooltip("Which z are drawn: those of the Samples grid, of what is selected, or of the tray.");
    zoom_slider(zoom_);
    smooth_box(smooth_);
    flow(button_width("Wipe", true));
    ImGui::Checkbox("Wipe", &wipe_);
    tooltip(
        "Both models at the same place, with an edge between them: drag it, or press the arrow "
        "keys once it was clicked. Hold Shift over the images: each model in the other's "
        "place.");
}

bool ComparePanel::can_draw(Frame& frame) {
    if (!can_compare(frame)) return false;
    if (take_z(frame)) return true;
    const char* sentence =
        of_ == Of::tray ? "Nothing in the tray has a z of this model. Keep samples with K, or "
                          "compare the whole grid."
                        : "Nothing is selected. Pick samples in the Samples panel, or compare the "
                          "whole grid.";
    if (empty_state(sentence, "Compare the grid")) of_ = Of::grid;
    return false;
}

// False: there is no z to draw.
bool ComparePanel::take_z(const Frame& frame) {
    if (!of_samples()) {
        z_ = latents_.get(frame.model, frame.session.grid);
        return true;
    }
    std::vector<SampleId> ids = of_ == Of::tray ? frame.session.tray : frame.session.selection;
    // A click makes a selected sample the last of the selection: here it stays where it is.
    if (of_ == Of::selected) std::ranges::sort(ids);
    if (rows_.z == nullptr || ids != ids_ || nz_ != frame.model.nz) {
        ids_ = std::move(ids);
        nz_ = frame.model.nz;
        rows_ = sample_rows(ids_, frame.samples, nz_);
    }
    z_ = rows_.z;
    return !rows_.ids.empty();
}

void ComparePanel::ask(Frame& frame) {
    RenderRequest request = request_for(frame, z_);
    first_.ask(request);
    request.model = *frame.session.compare;
    request.edits.clear();
    second_.ask(std::move(request));
    for (RenderView* view : {&first_, &second_}) {
        view->poll();
        view->atlas().set_smooth(smooth_);
    }
}

void ComparePanel::names(const Frame& frame, const PairLayout& layout) {
    const float left = ImGui::GetCursorPosX(), width = ImGui::GetContentRegionAvail().x;
    std::string first = name_line(frame.model, first_.result());
    std::string second = name_line(*frame.compare, second_.result());
    if (!frame.session.edits.empty()) first += " · with the edits";
    if (swapped_) {
        std::swap(first, second);
        first += " (held)";
        second += " (held)";
    }
    if (layout.beside && !wipe_) {
        text_ellipsis(first, palette().text, layout.half - dp(12));
        ImGui::SameLine(0, 0);
        ImGui::SetCursorPosX(left + layout.half);
        text_ellipsis(second, palette().text, width - layout.half);
    } else {
        text_ellipsis((wipe_ ? "Left: " : "Above: ") + first, palette().text);
        text_ellipsis((wipe_ ? "Right: " : "Below: ") + second, palette().text);
    }
    const std::string caveat = same_z_caveat(frame.model, *frame.compare);
    if (!caveat.empty()) small_muted(caveat);
}

bool ComparePanel::failed(const Frame& frame) const {
    for (const bool second : {false, true}) {
        const RenderView& view = second ? second_ : first_;
        if (view.error().empty()) continue;
        const std::string& name = second ? frame.compare->name : frame.model.name;
        const std::string what = fmt::format("{} cannot be drawn: {}", name, view.error());
        Failure failure{what};
        failure.advice = "Choose another model above, or in the bar at the top.";
        failed_state(failure);
        return true;
    }
    return false;
}

int ComparePanel::count(const Frame& frame) const {
    return static_cast<int>(static_cast<std::int64_t>(z_->size()) / frame.model.nz);
}

void ComparePanel::grids(Frame& frame) {
    const auto native = static_cast<float>(std::max(frame.model.size, frame.compare->size));
    ImVec2 room = ImGui::GetContentRegionAvail();
    // The names above, and the marks of the outer cards, which stand out a little.
    room.y -= 2 * ImGui::GetTextLineHeightWithSpacing() + dp(8);
    room.x -= dp(4);
    const PairLayout layout = (wipe_ ? one_layout : pair_layout)(room, count(frame), native, zoom_,
                                                                 dp(4), dp(kSmallestTile));
    swapped_ = hovering_ && ImGui::GetIO().KeyShift && !ImGui::GetIO().WantTextInput;
    names(frame, layout);
    if (ImGui::BeginChild("pair")) {
        hovering_ = ImGui::IsWindowHovered();
        wipe_ ? wiped(frame, layout) : pair(frame, layout);
    }
    ImGui::EndChild();
}

void ComparePanel::pair(Frame& frame, const PairLayout& layout) {
    const ImVec2 corner = ImGui::GetCursorPos(), on_screen = ImGui::GetCursorScreenPos();
    hovered_.reset();
    for (const bool second : {false, true}) {
        ImGui::SetCursorPos(corner);
        ImGui::PushID(second ? "second" : "first");
        grid(frame, layout, second);
        ImGui::PopID();
    }
    if (hovered_) mark_pair(layout, on_screen, static_cast<int>(*hovered_));
}

void ComparePanel::wiped(Frame& frame, const PairLayout& layout) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const ImVec2 low(corner.x + dp(2), corner.y + dp(2));
    const float edge =
        edge_.take("edge", low, tiles_size(layout, count(frame)), WipeEdge::Takes::edge);
    ImGui::SetCursorScreenPos(corner);
    ImGui::PushID("both");
    grid(frame, layout, false, &edge);
    ImGui::PopID();
    edge_.draw(*ImGui::GetWindowDrawList());
}

CardSource ComparePanel::source(Frame& frame) {
    if (of_samples()) {
        return {[this](std::size_t i) { return rows_.ids[i]; },
                [&, this](std::size_t i) {
                    const SamplePointer sample = frame.samples.find(rows_.ids[i]);
                    return sample ? describe(sample->origin) : std::string();
                },
                "Select", true};
    }
    return {
        [&, this](std::size_t i) { return grid_sample(frame, z_, static_cast<std::int64_t>(i)); },
        [&](std::size_t i) {
            const GridState grid = grid_for(frame.model, frame.session.grid);
            return describe(grid_origin(grid, static_cast<std::int64_t>(i)));
        },
        "Select", true};
}

std::vector<CardMarks> ComparePanel::marks(const Frame& frame) const {
    if (!of_samples()) return grid_marks(frame.session, frame.samples, frame.model);
    std::vector<CardMarks> marks(rows_.ids.size());
    for (std::size_t i = 0; i < marks.size(); ++i) {
        // All that is shown is selected: then only the Inspector's is marked.
        const std::vector<SampleId>& selection = frame.session.selection;
        marks[i].selected = of_ == Of::tray
                                ? contains(selection, rows_.ids[i])
                                : !selection.empty() && selection.back() == rows_.ids[i];
        marks[i].kept = contains(frame.session.tray, rows_.ids[i]);
    }
    return marks;
}

void ComparePanel::grid(Frame& frame, const PairLayout& layout, bool second, const float* edge) {
    const TileAtlas& atlas = shown(second).atlas();
    const CardOver over{shown(true).atlas(), edge == nullptr ? 0.0F : *edge};
    const ImVec2 corner = ImGui::GetCursorPos();
    const CardSource cards = source(frame);
    const std::vector<CardMarks> all = marks(frame);
    const ImVec2 size(layout.tiles.tile, layout.tiles.tile);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const ImVec2 at = pair_place(layout, second, static_cast<int>(i));
        ImGui::SetCursorPos(ImVec2(corner.x + dp(2) + at.x, corner.y + dp(2) + at.y));
        const CardEvent event =
            sample_card(frame, atlas, i, size, all[i], cards, i, edge == nullptr ? nullptr : &over);
        if (event.hovered) hovered_ = i;
        clicked(frame, event, i, cards);
    }
}

void ComparePanel::clicked(Frame& frame, const CardEvent& event, std::size_t index,
                           const CardSource& cards) {
    if (of_ != Of::selected) {
        return order_.clicked(frame, event, index, z_->size() / frame.model.nz, cards.id);
    }
    // A plain click shows it in the Inspector, and the others stay selected.
    if (!event.clicked) return;
    frame.out.act(
        SelectionChange{event.add ? SelectHow::remove : SelectHow::add, {cards.id(index)}});
}

}  // namespace zscope::ui
