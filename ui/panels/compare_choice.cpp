// SPDX-License-Identifier: MIT
#include "ui/panels/compare_choice.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <string>

#include "ui/panels/compare_view.h"
#include "ui/panels/models_view.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

// A model that was compared with and is not here: the file that it was in.
std::string last_path(const ModelRef& model) {
    const auto* opened = std::get_if<OpenedModel>(&model.which);
    return opened == nullptr ? std::string() : opened->last_path;
}

// True while something was chosen: the Session has changed under this frame.
bool choose_other(Frame& frame) {
    for (std::size_t i = 0; i < frame.models.size(); ++i) {
        const ModelRegistry::Entry& entry = frame.models[i];
        if (same_model(entry.ref, frame.session.model)) continue;
        const bool chosen = same_model(entry.ref, *frame.session.compare);
        if (!ImGui::Selectable(fmt::format("{}###model{}", entry.name, i).c_str(), chosen))
            continue;
        frame.out.act(CompareSet{entry.ref});
        return true;
    }
    return false;
}

// Both at once, one undo step.
void swap_models(Frame& frame) {
    const ModelRef first = frame.session.model;
    const ModelRef second = *frame.session.compare;
    frame.out.act(ModelChoose{second});
    frame.out.act(CompareSet{first});
}

}  // namespace

void no_comparison(Frame& frame) {
    const bool others = frame.models.size() > 1;
    const char* sentence =
        others ? "Draws two models on the same z, side by side. Press Compare on a line of the "
                 "Models panel."
               : "Draws two models on the same z, side by side. In the Models panel press Compare "
                 "on one that comes with zscope or was open before.";
    if (empty_state(sentence, "Show the models")) frame.out.wish(ShowPanel{"models"});
}

bool choose_compared(Frame& frame) {
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("With");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(std::min(dp(160), ImGui::GetContentRegionAvail().x));
    const std::string name = frame.compare->available ? frame.compare->name : "a model not open";
    bool changed = false;
    if (ImGui::BeginCombo("##other", name.c_str())) {
        changed = choose_other(frame);
        ImGui::EndCombo();
    }
    tooltip("The model that is compared with the opened one. The Models panel lists more.");
    if (changed) return true;
    flow(button_width("Swap"));
    ImGui::BeginDisabled(!frame.compare->available);
    if (ImGui::Button("Swap")) {
        swap_models(frame);
        changed = true;
    }
    ImGui::EndDisabled();
    tooltip("Every tool then works on the other one.");
    flow(button_width("Stop"));
    if (!changed && ImGui::Button("Stop")) {
        frame.out.act(CompareSet{});
        changed = true;
    }
    if (!changed) tooltip("Compares nothing any more.");
    return changed;
}

bool can_compare(Frame& frame) {
    const ModelView& other = *frame.compare;
    if (!other.available) {
        const std::string path = last_path(*frame.session.compare);
        const std::string sentence =
            path.empty() ? other.why_not
                         : fmt::format("The model that was compared is not open: {}", path);
        if (empty_state(sentence, path.empty() ? nullptr : "Open it")) {
            frame.out.wish(ComparePath{path});
        }
        return false;
    }
    const Session& session = frame.session;
    if (same_model(session.model, *session.compare) &&
        session.model.weights == session.compare->weights) {
        empty_state("This is the opened model itself: choose another to compare it with.");
        return false;
    }
    if (const std::string why = why_not_same_z(frame.model, other); !why.empty()) {
        empty_state(why);
        return false;
    }
    return true;
}

}  // namespace zscope::ui
