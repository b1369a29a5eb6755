// SPDX-License-Identifier: MIT
#include "ui/panels/before_after_panel.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "ui/gl/image_shader.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"
#include "ui/widgets/zoom_controls.h"

namespace zscope::ui {

namespace {

constexpr std::int64_t kMost = 16;  // one work item of the renderer
constexpr float kGap = 8.0F, kBetween = 2.0F;

ImVec2 plus(ImVec2 at, float x, float y) {
    return {at.x + x, at.y + y};
}

ImU32 colour(const ImVec4& of) {
    return ImGui::ColorConvertFloat4ToU32(of);
}

}  // namespace

BeforeAfterPanel::BeforeAfterPanel(const MakeSlot& make_slot)
    : without_(make_slot("before_after.without")), with_(make_slot("before_after.with")) {}

void BeforeAfterPanel::rest() {
    without_.rest();
    with_.rest();
}

nlohmann::json BeforeAfterPanel::settings() const {
    return {
        {"of", grid_ ? "grid" : "one"}, {"wipe", wipe_}, {"edge", edge_.at}, {"smooth", smooth_}};
}

void BeforeAfterPanel::set_settings(const nlohmann::json& settings) {
    grid_ = settings.value("of", std::string(grid_ ? "grid" : "one")) != "one";
    wipe_ = settings.value("wipe", wipe_);
    edge_.at = std::clamp(settings.value("edge", edge_.at), 0.0, 1.0);
    smooth_ = settings.value("smooth", smooth_);
}

void BeforeAfterPanel::draw(Frame& frame) {
    if (!frame.model.available) {
        rest();
        return no_model(frame, "Open a model, or drop one on the window, to change what it draws.");
    }
    if (frame.session.edits.empty()) {
        rest();
        if (empty_state(
                "Nothing is changed yet: in Maps, click what a unit draws and press Ablate. "
                "Here you then see the images without and with it.",
                "Show the maps")) {
            frame.out.wish(ShowPanel{"maps"});
        }
        return;
    }
    controls(frame);
    if (!take_z(frame)) return rest();
    ask(frame);
    if (!failed()) pictures(frame);
}

bool BeforeAfterPanel::take_z(Frame& frame) {
    if (!grid_) {
        if (!shown_.take(frame, "Click a sample to see it without and with the edits."))
            return false;
        z_ = shown_.z();
        count_ = 1;
        return true;
    }
    const SharedZ& whole = latents_.get(frame.model, frame.session.grid);
    if (whole != whole_grid_ || grid_z_ == nullptr) {
        whole_grid_ = whole;
        const auto all = static_cast<std::int64_t>(whole->size());
        const auto end = whole->begin() + std::min(kMost * frame.model.nz, all);
        grid_z_ = std::make_shared<const std::vector<float>>(whole->begin(), end);
    }
    z_ = grid_z_;
    count_ = static_cast<std::int64_t>(z_->size()) / frame.model.nz;
    return true;
}

void BeforeAfterPanel::ask(Frame& frame) {
    // A hand that toggles units waits for these before all else.
    if (frame.session.edits != asked_) {
        asked_ = frame.session.edits;
        urgent_ = true;
    }
    RenderRequest request =
        request_for(frame, z_, urgent_ ? RenderPriority::dragged : RenderPriority::visible);
    with_.ask(request);
    request.priority = RenderPriority::visible;
    request.edits.clear();
    without_.ask(std::move(request));
    for (RenderView* view : {&without_, &with_}) {
        view->poll();
        view->atlas().set_smooth(smooth_);
    }
    if (!with_.pending()) urgent_ = false;
    const auto newest = [](const RenderView& view) -> const RenderResult* {
        const RenderResult* result = view.result();
        return result != nullptr && result->stamp == view.asked() ? result : nullptr;
    };
    compared_ = difference_.take(newest(without_), newest(with_));
}

void BeforeAfterPanel::controls(Frame& frame) {
    if (ImGui::RadioButton("One", !grid_)) grid_ = false;
    tooltip("The sample that is selected, large, at the Inspector's truncation.");
    flow(button_width("Grid", true));
    if (ImGui::RadioButton("Grid", grid_)) grid_ = true;
    tooltip("The first 16 samples of the Samples grid.");
    smooth_box(smooth_);
    flow(button_width("Wipe", true));
    ImGui::Checkbox("Wipe", &wipe_);
    tooltip(
        "Both at the same place, with an edge between them: drag it, or press the arrow keys "
        "once it was clicked.");
    export_button(frame);
    const bool any = std::ranges::any_of(frame.session.edits, &Edit::on);
    const std::string change = compared_ ? change_text(difference_.figures()) : std::string();
    text_ellipsis(!any ? "All edits are off."
                       : fmt::format("{} · {}", count_of(std::ssize(frame.session.edits), "edit"),
                                     change.empty() ? "comparing …" : change),
                  palette().muted);
    tooltip(
        "Mean change of a pixel's colours, in percent of black to white. Hold Space or Shift over "
        "an image: the other one in its place.");
}

void BeforeAfterPanel::export_button(Frame& frame) {
    flow(button_width("Export …"));
    if (grid_) {
        const std::int64_t seed = frame.session.grid.seed;
        export_.draw(frame, {RecipeTool::before_after},
                     fmt::format("before-after-seed-{}.png", seed));
        return;
    }
    const std::vector<SampleId>& picked = frame.session.selection;
    ImGui::BeginDisabled(picked.empty());
    PictureOf what{RecipeTool::before_after, {}, frame.session.truncation};
    if (!picked.empty()) what.samples = {picked.back()};
    export_.draw(frame, what, "before-after.png");
    ImGui::EndDisabled();
}

bool BeforeAfterPanel::failed() const {
    const std::string& error = with_.error().empty() ? without_.error() : with_.error();
    if (error.empty()) return false;
    Failure failure{error};
    failure.advice = "Switch the edits off one by one in Edits, or choose another model above.";
    failed_state(failure);
    return true;
}

TileAtlas& BeforeAfterPanel::atlas(Side side) {
    if (side == Side::difference) return difference_.maps();
    return side == Side::with ? with_.atlas() : without_.atlas();
}

// Space is nobody else's in this workspace, unless a control has the keyboard.
bool BeforeAfterPanel::held() const {
    const ImGuiIO& io = ImGui::GetIO();
    if (io.WantTextInput || !ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows)) return false;
    return io.KeyShift || (!io.NavVisible && ImGui::IsKeyDown(ImGuiKey_Space));
}

BeforeAfterPanel::Side BeforeAfterPanel::shown_at(Side side, bool other) {
    if (!other || side == Side::difference) return side;
    swapped_ = true;
    return side == Side::with ? Side::without : Side::with;
}

void BeforeAfterPanel::pictures(Frame& frame) {
    swapped_ = false;
    const bool swap = held();
    const SquaresLayout layout = square_layout(ImGui::GetContentRegionAvail(), wipe_ ? 2 : 3,
                                               ImGui::GetTextLineHeightWithSpacing(), dp(kGap));
    const ImVec2 cursor = ImGui::GetCursorPos(), corner = ImGui::GetCursorScreenPos();
    const auto caption = [&](int index, const char* words) {
        const ImVec2 at = layout.corner(index);
        ImGui::SetCursorPos(ImVec2(cursor.x + at.x, cursor.y + at.y - layout.caption));
        text_ellipsis(words, palette().muted, layout.side);
        return ImVec2(corner.x + at.x, corner.y + at.y);
    };
    if (wipe_) {
        wipe(frame,
             caption(0, swap ? "With | without the edits (held)" : "Without | with the edits"),
             layout.side);
    } else {
        square(frame, Side::without, caption(0, swap ? "With the edits (held)" : "Without"),
               layout.side);
        square(frame, Side::with, caption(1, swap ? "Without (held)" : "With the edits"),
               layout.side);
    }
    square(frame, Side::difference, caption(wipe_ ? 1 : 2, "Difference: yellow, a quarter or more"),
           layout.side);
}

void BeforeAfterPanel::square(Frame& frame, Side side, ImVec2 low, float length) {
    ImGui::PushID(static_cast<int>(side));
    if (grid_) {
        cards(frame, side, low, length);
    } else {
        one(frame, side, low, length);
    }
    ImGui::PopID();
}

void BeforeAfterPanel::one(Frame& frame, Side side, ImVec2 low, float length) {
    ImGui::SetCursorScreenPos(low);
    ImGui::InvisibleButton("image", ImVec2(length, length), ImGuiButtonFlags_EnableNav);
    const Side shown = shown_at(side, held() || ImGui::IsItemActive());
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const ImVec2 high = plus(low, length, length);
    draw.AddRectFilled(low, high, colour(palette().ground));
    if (atlas(shown).has(0)) draw_tile(draw, atlas(shown), 0, low, high);
    if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible)
        draw.AddRect(low, high, colour(palette().text));
    if (side != Side::difference)
        tooltip("Hold the mouse, Space or Shift: the other one in its place.");
    if (ImGui::BeginPopupContextItem("verbs")) {
        sample_verbs(frame, shown_.sample()->id);
        ImGui::EndPopup();
    }
}

void BeforeAfterPanel::wipe(Frame& frame, ImVec2 low, float length) {
    const auto takes = grid_ ? WipeEdge::Takes::edge : WipeEdge::Takes::all;
    const float edge = edge_.take("wipe", low, ImVec2(length, length), takes);
    if (grid_) {
        cards(frame, Side::without, low, length, &edge);
    } else {
        tooltip(
            "Left of the edge without, right of it with the edits: drag, or press the arrow "
            "keys.");
        wipe_one(low, length, edge);
    }
    edge_.draw(*ImGui::GetWindowDrawList());
}

void BeforeAfterPanel::wipe_one(ImVec2 low, float length, float edge) {
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const ImVec2 high = plus(low, length, length);
    draw.AddRectFilled(low, high, colour(palette().ground));
    const bool swap = held();
    for (const Side side : {Side::without, Side::with}) {
        const Side shown = shown_at(side, swap);
        if (!atlas(shown).has(0)) continue;
        const bool left = side == Side::without;
        draw.PushClipRect(ImVec2(left ? low.x : edge, low.y), ImVec2(left ? edge : high.x, high.y),
                          true);
        draw_tile(draw, atlas(shown), 0, low, high);
        draw.PopClipRect();
    }
}

void BeforeAfterPanel::cards(Frame& frame, Side side, ImVec2 low, float length, const float* edge) {
    const auto columns = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(count_))));
    const float step = std::floor((length + dp(kBetween)) / static_cast<float>(columns));
    const float tile = step - dp(kBetween);
    const bool swap = held();
    const Side shown = shown_at(side, swap);
    const CardOver over{atlas(shown_at(Side::with, swap)), edge == nullptr ? 0.0F : *edge};
    const std::vector<CardMarks> marks = grid_marks(frame.session, frame.samples, frame.model);
    const CardSource source{
        [&](std::size_t row) {
            return grid_sample(frame, whole_grid_, static_cast<std::int64_t>(row));
        },
        [&](std::size_t row) {
            const GridState grid = grid_for(frame.model, frame.session.grid);
            std::string words = describe(grid_origin(grid, static_cast<std::int64_t>(row)));
            const std::vector<double>& change = difference_.figures().each;
            if (compared_ && row < change.size())
                words += fmt::format(" · changed by {} %", figure(100 * change[row]));
            return words;
        },
        "Select", true};
    for (int i = 0; i < count_; ++i) {
        const auto index = static_cast<std::size_t>(i);
        ImGui::SetCursorScreenPos(plus(low, static_cast<float>(i % columns) * step,
                                       static_cast<float>(i / columns) * step));
        const CardEvent event =
            sample_card(frame, atlas(shown), index, ImVec2(tile, tile), marks[index], source, index,
                        edge == nullptr ? nullptr : &over);
        const std::vector<double>& change = difference_.figures().each;
        if (side == Side::difference && compared_ && index < change.size())
            card_label(std::vector{fmt::format("{} %", figure(100 * change[index]))});
        order_.clicked(frame, event, index, static_cast<std::size_t>(count_), source.id);
    }
}

}  // namespace zscope::ui
