// SPDX-License-Identifier: MIT
#include "ui/shell/shortcuts.h"

#include <imgui.h>

#include <algorithm>

namespace zscope::ui {

namespace {

bool typed(ImWchar character) {
    const ImVector<ImWchar>& queue = ImGui::GetIO().InputQueueCharacters;
    return std::find(queue.begin(), queue.end(), character) != queue.end();
}

void undo_keys(Frame& frame) {
    if (ImGui::Shortcut(ImGuiMod_Ctrl | ImGuiKey_Z,
                        ImGuiInputFlags_RouteGlobal | ImGuiInputFlags_Repeat)) {
        frame.out.wish(UndoRedo{false});
    }
    const bool redo = ImGui::Shortcut(ImGuiMod_Ctrl | ImGuiKey_Y,
                                      ImGuiInputFlags_RouteGlobal | ImGuiInputFlags_Repeat) ||
                      ImGui::Shortcut(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_Z,
                                      ImGuiInputFlags_RouteGlobal | ImGuiInputFlags_Repeat);
    if (redo) frame.out.wish(UndoRedo{true});
}

void training_keys(Frame& frame) {
    const TrainerState state = frame.trainer.state;
    if (ImGui::IsKeyPressed(ImGuiKey_Space, false)) {
        if (state == TrainerState::running) frame.out.train(TrainerPause{});
        if (state == TrainerState::paused) frame.out.train(TrainerContinue{});
    }
    const bool may_step = state == TrainerState::running || state == TrainerState::paused;
    if (may_step && typed('.')) frame.out.train(TrainerStep{1});
}

}  // namespace

void handle_shortcuts(Shell& shell, Frame& frame) {
    const ImGuiIO& io = ImGui::GetIO();
    undo_keys(frame);
    if (io.WantTextInput || io.KeyCtrl || io.KeyAlt || io.KeySuper) return;
    if (ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel)) return;
    if (typed('?')) shell.open_help(true);
    for (std::size_t i = 0; i < kWorkspaces.size(); ++i) {
        const auto digit = static_cast<ImWchar>('1' + static_cast<int>(i));
        if (typed(digit)) shell.workspaces().choose_index(i);
    }
    if (!frame.session.selection.empty()) {
        // The Timeline, when it has the keyboard, takes K for the step that is chosen.
        if (ImGui::Shortcut(ImGuiKey_K, ImGuiInputFlags_RouteGlobal))
            frame.out.act(TrayKeep{frame.session.selection});
        if (ImGui::IsKeyPressed(ImGuiKey_Delete, false)) {
            frame.out.act(TrayRemove{frame.session.selection});
        }
    }
    // Space belongs to the control that the keyboard stands on. Explore's play is Interpolate's
    // own.
    const bool widget_has_keys = ImGui::IsAnyItemActive() || io.NavVisible;
    if (!widget_has_keys && shell.workspaces().current().bit == kInTrain) training_keys(frame);
}

}  // namespace zscope::ui
