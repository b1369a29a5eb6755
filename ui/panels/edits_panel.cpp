// SPDX-License-Identifier: MIT
#include "ui/panels/edits_panel.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "ui/panels/edit_row.h"
#include "ui/panels/grid_latents.h"
#include "ui/panels/operate_words.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

const Architecture& generator_of(const Frame& frame) {
    static const Architecture none;
    return frame.operate == nullptr ? none : frame.operate->generator;
}

}  // namespace

void EditsPanel::draw(Frame& frame) {
    if (!frame.model.available)
        return no_model(frame, "Open a model, or drop one on the window, to edit its maps.");
    files(frame);
    if (frame.session.edits.empty()) {
        if (empty_state("No edits yet: the generator draws as it was trained. Find units ranks "
                        "the units that draw a thing and takes them out.",
                        "Find units"))
            frame.out.wish(ShowPanel{"find_units"});
        return;
    }
    list(frame);
}

void EditsPanel::files(Frame& frame) {
    std::vector<Edit> edits = frame.session.edits;
    const bool any = !edits.empty();
    const bool on = std::ranges::any_of(edits, &Edit::on);
    ImGui::BeginDisabled(!any);
    // As wide with either word: nothing jumps.
    const float width = std::max(button_width("All off"), button_width("All on"));
    if (ImGui::Button(on || !any ? "All off###all" : "All on###all", ImVec2(width, 0))) {
        for (Edit& edit : edits)
            edit.on = !on;
        frame.out.act(EditsSet{std::move(edits)});
    }
    ImGui::EndDisabled();
    tooltip("The generator as it was trained, or with all of these edits");
    flow(button_width("Open …"));
    open(frame);
    flow(button_width("Save …"));
    ImGui::BeginDisabled(!any);
    if (ImGui::Button("Save …")) frame.out.wish(OperateWish{SaveEdits{}});
    ImGui::EndDisabled();
    tooltip(
        "All of them in one file, to be opened on other checkpoints of the same shape, and by "
        "zscope ablate --recipe");
    flow(button_width("Bake …"));
    baking(frame);
    ImGui::Separator();
}

void EditsPanel::open(Frame& frame) {
    constexpr const char* kHelp =
        "A file of edits (.json), behind those that are there. Dropping it on the window does the "
        "same.";
    if (ImGui::Button("Open …")) {
        if (frame.has_file_dialog) {
            frame.out.wish(AskForPath{AskForPath::For::edits});
        } else {
            ImGui::OpenPopup("path");
        }
    }
    tooltip(kHelp);
    if (!ImGui::BeginPopup("path")) return;
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    ImGui::SetNextItemWidth(dp(280));
    const bool entered =
        ImGui::InputTextWithHint("##path", "the path of a file of edits, then Enter", &path_,
                                 ImGuiInputTextFlags_EnterReturnsTrue);
    tooltip(kHelp);
    if (entered && !path_.empty()) {
        frame.out.wish(OpenPath{path_});
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
}

void EditsPanel::baking(Frame& frame) {
    const std::vector<Edit>& edits = frame.session.edits;
    const bool on = std::ranges::any_of(edits, &Edit::on);
    const std::vector<std::string> problems = baking_problems(edits, generator_of(frame));
    ImGui::BeginDisabled(!on || !problems.empty() || frame.operate == nullptr);
    if (ImGui::Button("Bake …")) frame.out.wish(OperateWish{BakeEdits{}});
    ImGui::EndDisabled();
    if (!on) return tooltip("There is no edit that is on.");
    if (!problems.empty()) return tooltip(fmt::format("{}.", fmt::join(problems, ";\n")));
    tooltip(
        "A model file whose weights draw without edits what this draws with them, and its "
        "model card, with what was measured. Whole maps can be ablated, scaled and held for "
        "good; regions, adding and inverting cannot.");
}

void EditsPanel::list(Frame& frame) {
    std::vector<Edit> edits = frame.session.edits;
    ImGui::BeginChild("list");
    const std::size_t count = edits.size();
    for (std::size_t i = 0; i < count; ++i) {
        ImGui::PushID(static_cast<int>(i));
        std::vector<Edit> changed = edit_row(frame, generator_of(frame), edits, i, naming_);
        ImGui::PopID();
        ImGui::Separator();
        if (changed == edits) continue;
        frame.out.act(EditsSet{changed});
        edits = std::move(changed);
        if (edits.size() != count) break;  // the next frame draws the others where they are now
    }
    ImGui::EndChild();
}

}  // namespace zscope::ui
