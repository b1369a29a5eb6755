// SPDX-License-Identifier: MIT
#include "ui/panels/sheet_panel.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/latent/interpolate.h"
#include "ui/panels/sheet_form.h"
#include "ui/panels/tool_parts.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"
#include "ui/widgets/zoom_controls.h"

namespace zscope::ui {

namespace {

constexpr int kFewestCells = 5, kMostCells = 11;

constexpr std::array<const char*, 4> kCorners{"top left", "top right", "bottom left",
                                              "bottom right"};

}  // namespace

SheetPanel::SheetPanel(const MakeSlot& make_slot)
    : picture_(make_slot("sheet")),
      grid_(make_slot("sheet.grid")),
      ends_(make_slot("sheet.ends")) {}

void SheetPanel::rest() {
    for (RenderView* view : {&picture_, &grid_, &ends_})
        view->rest();
}

nlohmann::json SheetPanel::settings() const {
    return {{"smooth", smooth_}, {"cells", cells_}};
}

void SheetPanel::set_settings(const nlohmann::json& settings) {
    smooth_ = settings.value("smooth", smooth_);
    cells_ = std::clamp(settings.value("cells", cells_), kFewestCells, kMostCells);
}

void SheetPanel::draw(Frame& frame) {
    if (!frame.model.available) {
        rest();
        no_model(frame,
                 "Open a model, or drop one on the window, to spread a sheet of its images.");
        return;
    }
    kind(frame);
    const SheetState& state = frame.session.sheet;
    const bool nothing = !state.of_directions && state.corners == SheetState{}.corners;
    if (nothing && ImGui::GetDragDropPayload() == nullptr) {
        rest();
        if (empty_state("Four faces at the corners, all mixtures between them: drop a sample on "
                        "each corner.",
                        frame.session.selection.size() >= 4 ? "Take the last four selected"
                                                            : "Take four from Samples")) {
            pick_corners(frame);
        }
        return;
    }
    take(frame);
    ask(frame);
    const std::string& failed = picture_.error().empty() ? grid_.error() : picture_.error();
    if (!failed.empty()) {
        Failure failure{failed};
        failure.advice = "Choose another model in the bar above.";
        failed_state(failure);
        return;
    }
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float side = std::floor(std::max(dp(120), std::min(room.y, room.x * 0.58F)));
    sheet(frame, side);
    ImGui::SameLine(0, dp(16));
    ImGui::BeginChild("beside", ImVec2(0, 0));
    beside(frame, room.y);
    ImGui::EndChild();
}

void SheetPanel::take(const Frame& frame) {
    SheetState state = frame.session.sheet;
    state.x = state.y = 0.5;
    const LatentSpace space = space_of(frame.model);
    if ((plan_ || !problem_.empty()) && state == state_ && space == space_) return;
    state_ = std::move(state);
    space_ = space;
    plan_.reset();
    problem_.clear();
    cells_z_.reset();
    try {
        plan_ = sheet_of(state_, frame.samples, directions_of(frame), space_);
    } catch (const Error& error) {
        problem_ = error.what();
    }
}

void SheetPanel::ask(const Frame& frame) {
    const SheetState& state = frame.session.sheet;
    std::vector<SampleId> ids(state.corners.begin(), state.corners.end());
    if (state.of_directions) ids = {state.origin};
    ends_rows_ = sample_rows(ids, frame.samples, frame.model.nz);
    if (ends_rows_.ids.empty()) ends_.rest();
    if (!ends_rows_.ids.empty()) ends_.ask(request_for(frame, ends_rows_.z));
    if (!plan_) {
        picture_.rest();
        grid_.rest();
    } else {
        if (cells_z_ == nullptr || cells_of_z_ != cells_) {
            cells_of_z_ = cells_;
            cells_z_ = std::make_shared<const std::vector<float>>(plan_->rows({cells_, cells_}));
        }
        const SheetPlace place{state.x, state.y};
        const bool moving = dragged_ || std::exchange(asked_, place) != place;
        picture_.ask(request_for(
            frame, std::make_shared<const std::vector<float>>(plan_->at(state.x, state.y)),
            moving ? RenderPriority::dragged : RenderPriority::visible));
        grid_.ask(request_for(frame, cells_z_));
    }
    for (RenderView* view : {&picture_, &grid_, &ends_}) {
        view->poll();
        view->atlas().set_smooth(smooth_);
    }
}

void SheetPanel::pick_corners(Frame& frame) {
    SheetState state = frame.session.sheet;
    const auto& selected = frame.session.selection;
    const SharedZ& z = latents_.get(frame.model, frame.session.grid);
    for (std::size_t i = 0; i < state.corners.size(); ++i) {
        const auto row = std::min(static_cast<std::int64_t>(i), frame.session.grid.count - 1);
        state.corners[i] =
            selected.size() >= 4 ? selected[selected.size() - 4 + i] : grid_sample(frame, z, row);
    }
    frame.out.act(SheetSet{state});
}

void SheetPanel::kind(Frame& frame) {
    SheetState state = frame.session.sheet;
    bool changed = false;
    if (ImGui::RadioButton("Four corners", !state.of_directions)) {
        changed = std::exchange(state.of_directions, false);
    }
    tooltip("Each edge is the way between its two corners; rows go from edge to edge.");
    flow(button_width("Two directions", true));
    if (ImGui::RadioButton("Two directions", state.of_directions)) {
        changed = !std::exchange(state.of_directions, true);
    }
    tooltip("One sample with two edits, and both of them together (J-diagram, White 2016).");
    if (changed) frame.out.act(SheetSet{state});
    flow(dp(112));
    auto cells = static_cast<std::int64_t>(cells_);
    SliderOptions options;
    options.min = kFewestCells;
    options.max = kMostCells;
    options.reset = 7;
    options.format = "%lld a side";
    options.tooltip = "How many images the sheet has along each side.";
    ImGui::SetNextItemWidth(dp(112));
    if (slider("##cells", cells, options).changed) {
        cells_ = std::clamp(static_cast<int>(cells), kFewestCells, kMostCells);
    }
    smooth_box(smooth_);
    if (!plan_) return;
    PictureOf picture{RecipeTool::sheet};
    picture.layout.columns = picture.layout.rows = cells_;
    flow(button_width("Export …"));
    export_.draw(frame, picture, "sheet.png");
}

SheetPlace SheetPanel::cell(std::size_t index) const {
    const auto cells = static_cast<std::size_t>(cells_);
    return {static_cast<double>(index % cells) / (cells_ - 1),
            static_cast<double>(index / cells) / (cells_ - 1)};
}

void SheetPanel::sheet(Frame& frame, float side) {
    if (!plan_) {
        ImGui::BeginChild("sheet", ImVec2(side, side));
        empty_state(fmt::format("{}{}.", static_cast<char>(std::toupper(problem_.front())),
                                problem_.substr(1)));
        ImGui::EndChild();
        return;
    }
    const SheetState& state = frame.session.sheet;
    const SheetGrid::Event event = surface_.draw(
        frame, grid_.atlas(), cells_, side, {state.x, state.y},
        [&](std::size_t index) { return sample_at(frame, cell(index)); },
        [&](std::size_t index) { return origin_at(frame, cell(index)); });
    dragged_ = event.active;
    if (!event.place) return;
    SheetState moved = frame.session.sheet;
    moved.x = event.place->x;
    moved.y = event.place->y;
    frame.out.act(SheetSet{moved});
}

void SheetPanel::beside(Frame& frame, float height) {
    const float width = ImGui::GetContentRegionAvail().x;
    const float below =
        (frame.session.sheet.of_directions ? 6 : 5) * ImGui::GetFrameHeightWithSpacing() +
        dp(frame.session.sheet.of_directions ? 72 : 120);
    picture(frame, std::floor(std::clamp(height - below, dp(96), std::max(dp(96), width))));
    if (frame.session.sheet.of_directions) {
        direction_form(frame);
    } else {
        corner_slots(frame);
    }
    if (plan_) dragged_ = sheet_place(frame) || dragged_;
}

void SheetPanel::picture(Frame& frame, float side) {
    ImGui::PushID("picture");
    const SheetState& state = frame.session.sheet;
    const SheetPlace place{state.x, state.y};
    if (plan_) {
        const CardSource source{[&](std::size_t) { return sample_at(frame, place); },
                                [&](std::size_t) { return origin_at(frame, place); }};
        const CardEvent event =
            sample_card(frame, picture_.atlas(), 0, ImVec2(side, side), {}, source, 0);
        if (event.clicked) select_clicked(frame, event, source.id(0));
        text_ellipsis(fmt::format("‖z‖ {:.2f}", norm(plan_->at(place.x, place.y))), palette().text);
    }
    ImGui::PopID();
}

// The sample that was dropped on one of the places at the ends.
std::optional<SampleId> SheetPanel::end_slot(Frame& frame, SampleId id, const char* word) {
    SampleSlot slot;
    slot.id = id;
    slot.empty = slot.drop = word;
    slot.side = dp(48);
    const auto found = std::ranges::find(ends_rows_.ids, id);
    if (found != ends_rows_.ids.end())
        slot.tile = static_cast<std::size_t>(found - ends_rows_.ids.begin());
    return sample_slot(frame, ends_.atlas(), slot);
}

void SheetPanel::corner_slots(Frame& frame) {
    SheetState state = frame.session.sheet;
    for (std::size_t i = 0; i < state.corners.size(); ++i) {
        ImGui::PushID(static_cast<int>(i));
        if (i % 2 == 1) ImGui::SameLine();
        if (const auto dropped = end_slot(frame, state.corners[i], kCorners[i])) {
            state.corners[i] = *dropped;
            frame.out.act(SheetSet{state});
        }
        ImGui::PopID();
    }
    if (const auto mode = mode_choice(state.mode)) {
        state.mode = *mode;
        frame.out.act(SheetSet{state});
    }
}

void SheetPanel::direction_form(Frame& frame) {
    SheetState state = frame.session.sheet;
    if (const auto dropped = end_slot(frame, state.origin, "origin")) {
        state.origin = *dropped;
        frame.out.act(SheetSet{state});
    }
    if (!frame.session.selection.empty() && frame.session.selection.back() != state.origin) {
        ImGui::SameLine();
        if (ImGui::Button("Use selected")) {
            state.origin = frame.session.selection.back();
            frame.out.act(SheetSet{state});
        }
        tooltip("The sample that was selected last becomes the origin.");
    }
    sheet_directions(frame);
}

std::string SheetPanel::origin_at(const Frame& frame, const SheetPlace& place) const {
    if (!state_.of_directions) {
        return fmt::format("on a sheet of #{}, #{}, #{}, #{}, {:.2f} across, {:.2f} down, {}",
                           state_.corners[0], state_.corners[1], state_.corners[2],
                           state_.corners[3], place.x, place.y, name_of(state_.mode));
    }
    const DirectionBook& book = directions_of(frame);
    return fmt::format("#{} with {} {:+.2f} and {} {:+.2f}", state_.origin,
                       book.find(state_.right)->name, plan_->strength_at(place.x),
                       book.find(state_.down)->name, plan_->strength_at(place.y));
}

SampleId SheetPanel::sample_at(Frame& frame, const SheetPlace& place) const {
    SampleOrigin origin;
    origin.tool = "sheet";
    origin.text = origin_at(frame, place);
    return frame.out.sample(plan_->at(place.x, place.y), origin);
}

}  // namespace zscope::ui
