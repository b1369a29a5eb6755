// SPDX-License-Identifier: MIT
#include "ui/shell/tour.h"

#include <IconsFontAwesome6.h>

#include <algorithm>

#include "ui/theme.h"

namespace zscope::ui {

namespace {

const char* hint_of(const WorkspaceInfo& workspace) {
    switch (workspace.bit) {
        case kInTrain:
            return "Press Start: a DCGAN begins from noise, and you watch it learn.";
        case kInDirections:
            return "Drop three smiling faces on A, three others on B, and one to start from on C.";
        case kInOperate:
            return "Click a face, choose Maps, click a unit and press Ablate: what did it draw?";
        default:
            return "Click one face, Ctrl-click another, then drag the slider.";
    }
}

}  // namespace

void Tour::notice(const Frame& frame) {
    if (frame.trainer.state != TrainerState::idle) train_done_ = true;
    const auto filled = std::ranges::count_if(
        frame.session.equation, [](const EquationTerm& term) { return !term.samples.empty(); });
    if (!frame.session.edits.empty()) operate_done_ = true;
    if (filled >= 2 || !frame.session.ticks.yes.empty()) directions_done_ = true;
    const InterpolateState& between = frame.session.interpolate;
    if (between.a == 0 || between.b == 0) return;
    if (first_t_ < 0) first_t_ = between.t;
    if (between.t != first_t_) explore_done_ = true;
}

void Tour::draw(Frame& frame, const WorkspaceInfo& workspace, ImVec2 centre_bottom) {
    notice(frame);
    bool& done = done_in(workspace);
    if (done || !frame.model.available) return;
    ImGui::SetNextWindowPos(centre_bottom, ImGuiCond_Always, {0.5F, 1.0F});
    ImGui::PushStyleColor(ImGuiCol_WindowBg, palette().raised);
    ImGui::PushStyleColor(ImGuiCol_Border, palette().accent);
    ImGui::Begin("###tour", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoDocking |
                     ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_AlwaysAutoResize);
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(hint_of(workspace));
    ImGui::SameLine(0, dp(16));
    if (ImGui::Button(ICON_FA_XMARK "##tour")) done = true;
    ImGui::SetItemTooltip("Put this hint away; ? brings the hints back");
    ImGui::End();
    ImGui::PopStyleColor(2);
}

bool& Tour::done_in(const WorkspaceInfo& workspace) {
    if (workspace.bit == kInTrain) return train_done_;
    if (workspace.bit == kInOperate) return operate_done_;
    return workspace.bit == kInDirections ? directions_done_ : explore_done_;
}

nlohmann::json Tour::settings() const {
    return {{"train", train_done_},
            {"explore", explore_done_},
            {"directions", directions_done_},
            {"operate", operate_done_}};
}

void Tour::set_settings(const nlohmann::json& settings) {
    train_done_ = settings.value("train", false);
    explore_done_ = settings.value("explore", false);
    directions_done_ = settings.value("directions", false);
    operate_done_ = settings.value("operate", false);
}

}  // namespace zscope::ui
