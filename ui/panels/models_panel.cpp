// SPDX-License-Identifier: MIT
#include "ui/panels/models_panel.h"

#include <IconsFontAwesome6.h>
#include <fmt/format.h>
#include <imgui.h>

#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr const char* kHowToDrop =
    "A model file or a run folder that is dropped on the window is "
    "opened as well.";

std::string path_of(const ModelRef& ref) {
    const auto* opened = std::get_if<OpenedModel>(&ref.which);
    return opened == nullptr ? std::string() : opened->last_path;
}

bool is_compared(const Session& session, const ModelRef& ref) {
    return session.compare && same_model(*session.compare, ref);
}

void compare_with(Frame& frame, const ModelRef& ref) {
    if (is_compared(frame.session, ref)) return frame.out.act(CompareSet{});
    frame.out.act(CompareSet{ref});
    frame.out.wish(ShowPanel{"compare"});
}

std::string row_id(const ModelRef& ref) {
    if (const auto* opened = std::get_if<OpenedModel>(&ref.which))
        return "open " + opened->model_id;
    if (const auto* live = std::get_if<LiveModel>(&ref.which)) return "live " + live->run_id;
    const auto& kept = std::get<RunSnapshot>(ref.which);
    return fmt::format("kept {} {}", kept.run_id, kept.step);
}

std::string below_line(const ModelRegistry::Entry& entry) {
    std::string text = entry.model != nullptr ? model_summary(*entry.model) : std::string();
    if (is_live(entry.ref)) text += " · in training";
    if (std::holds_alternative<RunSnapshot>(entry.ref.which)) text += " · frozen";
    return text;
}

}  // namespace

void ModelsPanel::draw(Frame& frame) {
    if (frame.wants_places != nullptr) *frame.wants_places = true;
    heading("Open now");
    open_now(frame);
    if (frame.places != nullptr) {
        heading("Comes with zscope");
        places(frame, frame.places->shipped);
        const std::vector<ModelPlace> recent = other_recent(*frame.places, frame.models);
        heading("Recent");
        if (recent.empty()) small_muted("What you open is listed here the next time.");
        places(frame, recent);
    }
    open_a_file(frame);
}

void ModelsPanel::open_now(Frame& frame) {
    if (frame.models.empty()) {
        small_muted(fmt::format("Nothing is open. {}", kHowToDrop));
        return;
    }
    for (const ModelRegistry::Entry& open : frame.models)
        entry(frame, open);
}

void ModelsPanel::entry(Frame& frame, const ModelRegistry::Entry& entry) {
    const bool used = same_model(entry.ref, frame.session.model);
    ModelRow row;
    row.id = row_id(entry.ref);
    bool& unfolded = unfolded_.try_emplace(row.id, used).first->second;
    row.name = entry.name;
    row.below = below_line(entry);
    row.in_use = used;
    row.foldable = true;
    row.unfolded = unfolded;
    row.compared = is_compared(frame.session, entry.ref);
    row.comparable = !used || row.compared;
    const ModelRowEvent event = model_row(row, path_of(entry.ref));
    if (event.folded) unfolded = !unfolded;
    if (event.open && !used) frame.out.act(ModelChoose{entry.ref});
    if (event.compare) compare_with(frame, entry.ref);
    if (row.unfolded) draw_facts(model_facts(entry));
}

void ModelsPanel::places(Frame& frame, const std::vector<ModelPlace>& list) {
    for (const ModelPlace& item : list)
        place(frame, item, item.kind + " " + item.path);
}

// One that is open is chosen; another is read first.
void ModelsPanel::place(Frame& frame, const ModelPlace& place, const std::string& id) {
    const ModelRegistry::Entry* open = open_at(place, frame.models);
    const bool used = open != nullptr && same_model(open->ref, frame.session.model);
    const bool shipped = place.kind == "shipped";
    ModelRow row;
    row.id = id;
    row.name = place.name.empty() ? place.path : place.name;
    row.below = shipped ? place.help : place.path;
    row.is_path = !shipped;
    row.in_use = used;
    row.missing = place.missing;
    row.compared = open != nullptr && is_compared(frame.session, open->ref);
    row.comparable = !used || row.compared;
    row.removable = !shipped;
    const ModelRowEvent event = model_row(row, place.path);
    if (event.remove) frame.out.wish(ForgetRecent{place});
    if (event.open && open != nullptr) frame.out.act(ModelChoose{open->ref});
    if (event.open && open == nullptr) frame.out.wish(OpenPath{place.asked});
    if (event.compare && open != nullptr) compare_with(frame, open->ref);
    if (event.compare && open == nullptr) frame.out.wish(ComparePath{place.asked});
}

void ModelsPanel::open_a_file(Frame& frame) {
    ImGui::Dummy(ImVec2(0, dp(8)));
    if (frame.has_file_dialog) {
        if (ImGui::Button(ICON_FA_FOLDER_OPEN "  Open a model…")) {
            frame.out.wish(AskForPath{AskForPath::For::model});
        }
        tooltip("A .safetensors, .pth or .pt file.");
    }
    if (!frame.models.empty()) small_muted(kHowToDrop);
}

}  // namespace zscope::ui
