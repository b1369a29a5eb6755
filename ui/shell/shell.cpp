// SPDX-License-Identifier: MIT
#include "ui/shell/shell.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>

#include "ui/shell/bar.h"
#include "ui/shell/shortcuts.h"
#include "ui/shell/status_bar.h"
#include "ui/shell/top_bar.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

// What of a run that could not be saved is on the disk.
std::string kept_text(const TrainerStatus& status) {
    if (status.saved_step < 0) return "Nothing of this run is on the disk.";
    return fmt::format("The newest checkpoint in {} is of step {}; the run had reached step {}.",
                       status.run_dir.string(), thousands(status.saved_step),
                       thousands(status.step));
}

}  // namespace

Shell::Shell(std::vector<std::unique_ptr<Panel>> panels) : workspaces_(std::move(panels)) {}

void Shell::set_scale(float scale) {
    scale_ = std::clamp(scale, 0.75F, 2.5F);
}

CloseAnswer Shell::take_close_answer() {
    return std::exchange(answer_, CloseAnswer::none);
}

void Shell::apply_theme_if_changed(float monitor_scale) {
    const std::pair<Theme, float> wanted = {theme_, scale_ * monitor_scale};
    if (applied_ == wanted) return;
    apply_theme(wanted.first, wanted.second);
    applied_ = wanted;
}

void Shell::draw(Frame& frame, const ShellView& view) {
    apply_theme_if_changed(view.monitor_scale);
    const ImGuiViewport& viewport = *ImGui::GetMainViewport();
    const ImVec2 from = viewport.Pos, size = viewport.Size;
    const float top = dp(40), bottom = dp(28);
    ImGui::PushFont(fonts().text, kBody);
    begin_bar("top bar", from, {size.x, top});
    TopBar(*this, frame, size.x).draw();
    end_bar();
    const float middle = std::max(dp(40), size.y - top - bottom);
    workspaces_.draw(frame, {from.x, from.y + top}, {size.x, middle});
    begin_bar("status bar", {from.x, from.y + size.y - bottom}, {size.x, bottom});
    draw_status_bar(frame, view.memory_bytes, size.x);
    end_bar();
    const ImVec2 centre = {from.x + size.x / 2, from.y + size.y / 2};
    tour_.draw(frame, workspaces_.current(), {centre.x, from.y + size.y - bottom - dp(24)});
    help_.draw(centre, size);
    draw_close_question(frame.trainer, view);
    toasts_.draw(frame.time, from.x + size.x - dp(12), from.y + size.y - bottom - dp(12));
    handle_shortcuts(*this, frame);
    ImGui::PopFont();
}

void Shell::draw_close_question(const TrainerStatus& status, const ShellView& view) {
    const bool unsaved = !view.close_problem.empty();
    const char* name = unsaved ? "The run was not saved###closing" : "Training goes on###closing";
    const bool wanted = view.asking_to_close || view.saving;
    if (wanted && !ImGui::IsPopupOpen(name)) ImGui::OpenPopup(name);
    const ImGuiViewport& viewport = *ImGui::GetMainViewport();
    ImGui::SetNextWindowPos(viewport.GetCenter(), ImGuiCond_Always, {0.5F, 0.5F});
    const ImGuiWindowFlags flags = ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoMove |
                                   ImGuiWindowFlags_NoSavedSettings;
    if (!ImGui::BeginPopupModal(name, nullptr, flags)) return;
    if (!wanted) ImGui::CloseCurrentPopup();
    if (view.saving) {
        // Still: frames would take the processor from the trainer, which is waited for.
        ImGui::TextUnformatted("Saving the run and closing…");
    } else if (unsaved) {
        ask_about_unsaved(view.close_problem, status);
    } else {
        ImGui::TextUnformatted("Stop training, save the run and close?");
        ImGui::TextDisabled("A saved run goes on later from the step it had reached.");
        ImGui::Spacing();
        ImGui::PushStyleColor(ImGuiCol_Button, palette().accent);
        ImGui::PushStyleColor(ImGuiCol_Text, palette().ground);
        if (ImGui::Button("Stop and save")) answer_ = CloseAnswer::stop_and_save;
        ImGui::PopStyleColor(2);
        ImGui::SetItemDefaultFocus();
        // A button that keyboard navigation stands on unseen does not listen to Enter.
        if (ImGui::IsWindowAppearing()) ImGui::SetNavCursorVisible(true);
        ImGui::SameLine();
        if (ImGui::Button("Cancel") || ImGui::IsKeyPressed(ImGuiKey_Escape, false)) {
            answer_ = CloseAnswer::cancel;
        }
    }
    ImGui::EndPopup();
}

void Shell::ask_about_unsaved(const std::string& problem, const TrainerStatus& status) {
    ImGui::PushTextWrapPos(dp(480));
    ImGui::PushStyleColor(ImGuiCol_Text, palette().minus);
    ImGui::TextUnformatted(problem.c_str());
    ImGui::PopStyleColor();
    ImGui::TextUnformatted(kept_text(status).c_str());
    ImGui::PopTextWrapPos();
    ImGui::Spacing();
    if (ImGui::Button("Cancel") || ImGui::IsKeyPressed(ImGuiKey_Escape, false)) {
        answer_ = CloseAnswer::cancel;
    }
    ImGui::SetItemDefaultFocus();
    ImGui::SameLine();
    if (ImGui::Button("Close anyway")) answer_ = CloseAnswer::close_anyway;
}

nlohmann::json Shell::settings() const {
    return {{"theme", theme_ == Theme::dark ? "dark" : "light"},
            {"scale", scale_},
            {"tour", tour_.settings()},
            {"workspaces", workspaces_.settings()}};
}

void Shell::set_settings(const nlohmann::json& settings) {
    theme_ = settings.value("theme", std::string("dark")) == "light" ? Theme::light : Theme::dark;
    set_scale(settings.value("scale", 1.0F));
    tour_.set_settings(settings.value("tour", nlohmann::json::object()));
    workspaces_.set_settings(settings.value("workspaces", nlohmann::json::object()));
}

}  // namespace zscope::ui
