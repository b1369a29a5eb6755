// SPDX-License-Identifier: MIT
#include "ui/panels/edit_row.h"

#include <IconsFontAwesome6.h>
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <utility>

#include "core/session/edit_recipe.h"
#include "core/surgery/region_mask.h"
#include "ui/panels/operate_words.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr EditOp kOps[] = {EditOp::ablate, EditOp::scale, EditOp::invert, EditOp::hold,
                           EditOp::add};

void region_choice(const Frame& frame, const Architecture& generator, Edit& edit) {
    const std::string shown =
        edit.mask ? fmt::format("{} of {} cells", marked_cells(*edit.mask), edit.mask->cells.size())
                  : std::string("whole map");
    if (!ImGui::BeginCombo("##region", shown.c_str())) {
        tooltip("Where in the maps: everywhere, or only in a region. A region cannot be baked.");
        return;
    }
    if (ImGui::Selectable("whole map", !edit.mask)) edit.mask.reset();
    RegionForEdit region = region_for(edit, frame.session, generator);
    ImGui::BeginDisabled(!region.mask);
    if (ImGui::Selectable("the marked region of the selected sample"))
        edit.mask = std::move(region.mask);
    ImGui::EndDisabled();
    tooltip(region.why_not);
    ImGui::EndCombo();
}

bool icon(const char* label, const char* help, bool possible = true) {
    ImGui::SameLine(0, dp(4));
    ImGui::BeginDisabled(!possible);
    const bool pressed = ImGui::Button(label, ImVec2(ImGui::GetFrameHeight(), 0));
    ImGui::EndDisabled();
    tooltip(help);
    return pressed;
}

// The title of the row, `width` wide: a double-click, Enter, or its menu names the edit.
void title(Edit& edit, float width, std::string& naming) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    text_ellipsis(edit_title(edit), edit.on ? palette().text : palette().muted, width);
    ImGui::SetCursorScreenPos(at);
    ImGui::InvisibleButton("title", ImVec2(width, ImGui::GetFrameHeight()),
                           ImGuiButtonFlags_EnableNav);
    const bool by_key = ImGui::IsItemActivated() && ImGui::GetIO().NavVisible;
    const bool twice = ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
    bool ask = twice || by_key;
    tooltip("Double-click: give it another name.");
    if (ImGui::BeginPopupContextItem("verbs")) {
        ask = ImGui::MenuItem("Rename …") || ask;
        ImGui::EndPopup();
    }
    if (ask) {
        naming = edit.name;
        ImGui::OpenPopup("name");
    }
    if (!ImGui::BeginPopup("name")) return;
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    ImGui::SetNextItemWidth(dp(200));
    bool done =
        ImGui::InputTextWithHint("##name", "A name", &naming, ImGuiInputTextFlags_EnterReturnsTrue);
    ImGui::SameLine();
    done = ImGui::Button("Rename") || done;
    small_muted("Empty: no name. It is saved with the edit.");
    if (done) {
        edit.name = naming;
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
}

}  // namespace

void op_choice(Edit& edit, float width) {
    ImGui::SetNextItemWidth(width);
    if (!ImGui::BeginCombo("##op", name_of(edit.op))) {
        tooltip(help_of(edit.op));
        return;
    }
    for (const EditOp op : kOps) {
        if (ImGui::Selectable(name_of(op), op == edit.op) && op != edit.op) {
            edit.op = op;
            edit.value = first_value(op);
        }
        tooltip(help_of(op));
    }
    ImGui::EndCombo();
}

void value_slider(Edit& edit, float width) {
    SliderOptions options;
    const bool factor = edit.op == EditOp::scale;
    options.min = factor ? 0.0 : -10.0;
    options.max = factor ? 4.0 : 10.0;
    options.reset = first_value(edit.op);
    options.format = factor ? "× %.2f" : edit.op == EditOp::hold ? "at %.2f" : "%+.2f";
    options.tooltip = factor ? "The factor: 1 leaves the maps as they are."
                             : "In the units of the maps; the Maps panel shows what is usual.";
    ImGui::SetNextItemWidth(width);
    slider("##value", edit.value, options);
}

RegionForEdit region_for(const Edit& edit, const Session& session, const Architecture& generator) {
    if (session.selection.empty())
        return {std::nullopt, "Select a sample that has a region marked in Find units."};
    const auto& regions = session.operate.regions;
    const auto region = std::ranges::find(regions, session.selection.back(), &PaintedRegion::id);
    if (region == regions.end())
        return {std::nullopt, "Nothing is marked in the selected sample: Find units does that."};
    const auto blocks = block_shapes(generator);
    if (edit.block < 1 || edit.block > std::ssize(blocks))
        return {std::nullopt, "This model has no such block."};
    const std::int64_t size = blocks[static_cast<std::size_t>(edit.block - 1)].size;
    MapMask mask = region_on_maps(region->mask, size);
    if (marked_cells(mask) == 0)
        return {
            std::nullopt,
            "It covers no cell of these coarse maps by half: mark more, or take a later block."};
    return {std::move(mask), "Only the cells that it covers by half or more."};
}

std::vector<Edit> edit_row(const Frame& frame, const Architecture& generator,
                           std::vector<Edit> edits, std::size_t index, std::string& naming) {
    const auto at = edits.begin() + static_cast<std::ptrdiff_t>(index);
    Edit& edit = *at;
    ImGui::Checkbox("##on", &edit.on);
    tooltip(edit.on ? "On: it acts. Click: off." : "Off: it does nothing. Click: on.");
    ImGui::SameLine();
    const float icons = 4 * (ImGui::GetFrameHeight() + dp(4));
    const float name = std::max(dp(60), ImGui::GetContentRegionAvail().x - icons);
    const float x = ImGui::GetCursorPosX();
    title(edit, name, naming);
    // One column edge for the icons of all rows, however long the names are.
    ImGui::SameLine(x + name, 0);
    ImGui::Dummy(ImVec2(0, 0));
    const bool up =
        icon(ICON_FA_CHEVRON_UP "##up", "Earlier: edits act from top to bottom", index > 0);
    const bool down = icon(ICON_FA_CHEVRON_DOWN "##down", "Later", index + 1 < edits.size());
    const bool copy = icon(ICON_FA_COPY "##copy", "A copy of it below");
    const bool gone = icon(ICON_FA_XMARK "##remove", "Take it off the list; Ctrl-Z brings it back");
    {
        Form form("edit");
        form.row("does", "What is done to the maps, after the block's activation");
        const float width = ImGui::GetContentRegionAvail().x;
        op_choice(edit, has_value(edit.op) ? width * 0.5F : width);
        if (has_value(edit.op)) {
            ImGui::SameLine(0, dp(4));
            value_slider(edit, ImGui::GetContentRegionAvail().x);
        }
        form.row("strength", "How much of it is done: 0 nothing, 1 all of it");
        SliderOptions options;
        options.reset = 1.0;
        ImGui::SetNextItemWidth(-1);
        slider("##strength", edit.strength, options);
        form.row("where");
        region_choice(frame, generator, edit);
    }
    if (up) std::iter_swap(at, at - 1);
    if (down) std::iter_swap(at, at + 1);
    if (copy) edits.insert(at + 1, Edit(edit));
    if (gone) edits.erase(at);
    return edits;
}

}  // namespace zscope::ui
