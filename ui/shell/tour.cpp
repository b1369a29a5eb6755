// SPDX-License-Identifier: MIT
#include "ui/shell/tour.h"

#include <IconsFontAwesome6.h>

#include "ui/theme.h"

namespace zscope::ui {

void Tour::notice(const Frame& frame) {
    if (frame.trainer.state != TrainerState::idle) train_done_ = true;
    const InterpolateState& between = frame.session.interpolate;
    if (between.a == 0 || between.b == 0) return;
    if (first_t_ < 0) first_t_ = between.t;
    if (between.t != first_t_) explore_done_ = true;
}

void Tour::draw(Frame& frame, const WorkspaceInfo& workspace, ImVec2 centre_bottom) {
    notice(frame);
    bool& done = workspace.bit == kInTrain ? train_done_ : explore_done_;
    if (done || !frame.model.available) return;
    ImGui::SetNextWindowPos(centre_bottom, ImGuiCond_Always, {0.5F, 1.0F});
    ImGui::PushStyleColor(ImGuiCol_WindowBg, palette().raised);
    ImGui::PushStyleColor(ImGuiCol_Border, palette().accent);
    ImGui::Begin("###tour", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoDocking |
                     ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_AlwaysAutoResize);
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(workspace.bit == kInTrain
                               ? "Press Start: a DCGAN begins from noise, and you watch it learn."
                               : "Click one face, Ctrl-click another, then drag the slider.");
    ImGui::SameLine(0, dp(16));
    if (ImGui::Button(ICON_FA_XMARK "##tour")) done = true;
    ImGui::SetItemTooltip("Put this hint away; ? brings the hints back");
    ImGui::End();
    ImGui::PopStyleColor(2);
}

nlohmann::json Tour::settings() const {
    return {{"train", train_done_}, {"explore", explore_done_}};
}

void Tour::set_settings(const nlohmann::json& settings) {
    train_done_ = settings.value("train", false);
    explore_done_ = settings.value("explore", false);
}

}  // namespace zscope::ui
