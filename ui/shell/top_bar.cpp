// SPDX-License-Identifier: MIT
#include "ui/shell/top_bar.h"

#include <IconsFontAwesome6.h>
#include <fmt/format.h>
#include <misc/cpp/imgui_stdlib.h>

#include <algorithm>

#include "ui/widgets/form.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

bool trains(const TrainerStatus& status) {
    return status.state == TrainerState::preparing || status.state == TrainerState::running ||
           status.state == TrainerState::paused || status.state == TrainerState::stopping;
}

const char* word_for(TrainerState state) {
    switch (state) {
        case TrainerState::preparing:
            return "preparing";
        case TrainerState::paused:
            return "paused";
        case TrainerState::stopping:
            return "stopping";
        case TrainerState::finished:
            return "finished";
        case TrainerState::failed:
            return "failed";
        default:
            return "live";
    }
}

}  // namespace

TopBar::TopBar(Shell& shell, Frame& frame, float width)
    : shell_(shell), frame_(frame), width_(width) {}

void TopBar::draw() {
    ImGui::AlignTextToFramePadding();
    ImGui::PushFont(fonts().strong, kBody);
    ImGui::TextUnformatted("zscope");
    ImGui::PopFont();
    ImGui::SameLine(0, dp(12));
    draw_model_menu();
    draw_live();
    draw_workspaces();
    draw_right();
}

void TopBar::draw_model_menu() {
    const ModelView& model = frame_.model;
    const std::string name = model.available
                                 ? (model.live ? fmt::format("{} (live)", model.name) : model.name)
                                 : "no model";
    const std::string label =
        fmt::format("{}  " ICON_FA_CHEVRON_DOWN "###model",
                    cut_to(name, std::clamp(width_ * 0.18F, dp(120), dp(280))));
    if (ImGui::Button(label.c_str())) ImGui::OpenPopup("models");
    if (ImGui::BeginItemTooltip()) {
        ImGui::PushTextWrapPos(dp(360));
        ImGui::Text("The model that the tools work on: %s", name.c_str());
        if (!model.provenance.empty()) ImGui::TextDisabled("%s", model.provenance.c_str());
        if (!model.available && !model.why_not.empty()) ImGui::Text("%s", model.why_not.c_str());
        ImGui::PopTextWrapPos();
        ImGui::EndTooltip();
    }
    if (!ImGui::BeginPopup("models")) return;
    draw_model_entries();
    ImGui::Separator();
    draw_open();
    ImGui::EndPopup();
}

void TopBar::draw_model_entries() {
    for (std::size_t i = 0; i < frame_.models.size(); ++i) {
        const ModelRegistry::Entry& entry = frame_.models[i];
        const bool live = std::holds_alternative<LiveModel>(entry.ref.which);
        std::string text = entry.name;
        if (entry.step > 0) text += fmt::format(" · step {}", thousands(entry.step));
        if (live) text += " · live";
        const bool chosen = entry.ref.which == frame_.session.model.which;
        if (ImGui::MenuItem(fmt::format("{}###model{}", text, i).c_str(), nullptr, chosen) &&
            !chosen) {
            frame_.out.act(ModelChoose{entry.ref});
        }
    }
    if (frame_.models.empty()) ImGui::TextDisabled("Nothing opened yet");
}

void TopBar::draw_open() {
    if (frame_.has_file_dialog) {
        if (ImGui::MenuItem(ICON_FA_FOLDER_OPEN "  Open a model…")) {
            frame_.out.wish(AskForPath{AskForPath::For::model});
        }
        if (ImGui::MenuItem(ICON_FA_FOLDER_OPEN "  Open a run folder…")) {
            frame_.out.wish(AskForPath{AskForPath::For::run});
        }
        return;
    }
    ImGui::TextDisabled("Open a model file or run folder (or drop it here)");
    ImGui::SetNextItemWidth(dp(320));
    const bool entered =
        ImGui::InputTextWithHint("##path", "/path/to/model.safetensors", &shell_.path_field_,
                                 ImGuiInputTextFlags_EnterReturnsTrue);
    ImGui::SameLine();
    ImGui::BeginDisabled(shell_.path_field_.empty());
    if (ImGui::Button("Open") || (entered && !shell_.path_field_.empty())) {
        frame_.out.wish(OpenPath{shell_.path_field_});
        shell_.path_field_.clear();
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndDisabled();
}

void TopBar::draw_live() {
    const TrainerStatus& status = frame_.trainer;
    if (status.state == TrainerState::idle || status.run_id.empty()) return;
    ImGui::SameLine(0, dp(12));
    const std::string run = status.run_dir.filename().string();
    ImGui::TextColored(trains(status) ? palette().generator : palette().muted, "%s",
                       word_for(status.state));
    ImGui::SameLine(0, dp(8));
    ImGui::TextUnformatted(cut_to(run, dp(140)).c_str());
    ImGui::SetItemTooltip("The run in training: %s", status.run_dir.string().c_str());
    ImGui::SameLine(0, dp(8));
    ImGui::PushFont(fonts().mono, kSmall);
    ImGui::AlignTextToFramePadding();
    ImGui::TextDisabled("step %s", thousands(status.step).c_str());
    ImGui::PopFont();
    ImGui::SameLine(0, dp(8));
    ImGui::BeginDisabled(status.step == 0 && status.state == TrainerState::preparing);
    if (ImGui::Button(ICON_FA_SNOWFLAKE "  Freeze")) frame_.out.wish(FreezeLive{});
    ImGui::SetItemTooltip("Keep the model in training as it is now and work on that copy");
    ImGui::EndDisabled();
}

void TopBar::draw_workspaces() {
    float wide = 0;
    for (const WorkspaceInfo& info : kWorkspaces)
        wide += button_width(info.title) + dp(4);
    ImGui::SameLine(0, dp(16));
    // In the middle, where people look for it, unless the run's name needs the room.
    ImGui::SetCursorPosX(std::max(ImGui::GetCursorPosX(), (width_ - wide) / 2));
    for (std::size_t i = 0; i < kWorkspaces.size(); ++i) {
        const WorkspaceInfo& info = kWorkspaces[i];
        const bool chosen = &info == &shell_.workspaces_.current();
        ImGui::PushStyleColor(ImGuiCol_Button, chosen
                                                   ? ImGui::GetStyleColorVec4(ImGuiCol_HeaderActive)
                                                   : ImVec4(0, 0, 0, 0));
        if (i > 0) ImGui::SameLine(0, dp(4));
        if (ImGui::Button(info.title)) shell_.workspaces_.choose_index(i);
        ImGui::PopStyleColor();
        ImGui::SetItemTooltip("%s  (%d)", info.what, static_cast<int>(i) + 1);
    }
}

void TopBar::draw_right() {
    const char* panels = ICON_FA_TABLE_COLUMNS "  Panels";
    const char* theme = shell_.theme_ == Theme::dark ? ICON_FA_MOON : ICON_FA_SUN;
    const std::string scale = fmt::format("{:.0f} %", shell_.scale_ * 100);
    const float gap = dp(4);
    const float wide = button_width(panels) + button_width(theme) + button_width("250 %") +
                       button_width("?") + 3 * gap + dp(12);
    ImGui::SameLine();
    ImGui::SetCursorPosX(std::max(ImGui::GetCursorPosX(), width_ - wide));
    if (ImGui::Button(panels)) ImGui::OpenPopup("panels");
    ImGui::SetItemTooltip("Close and reopen panels, put the layout back");
    ImGui::SameLine(0, gap);
    if (ImGui::Button(theme)) {
        shell_.theme_ = shell_.theme_ == Theme::dark ? Theme::light : Theme::dark;
    }
    ImGui::SetItemTooltip(shell_.theme_ == Theme::dark ? "Dark; click for light"
                                                       : "Light; click for dark");
    ImGui::SameLine(0, gap);
    if (ImGui::Button((scale + "###scale").c_str(), {button_width("250 %"), 0})) {
        ImGui::OpenPopup("scale");
    }
    ImGui::SetItemTooltip("Size of everything in the window");
    ImGui::SameLine(0, gap);
    if (ImGui::Button("?")) ImGui::OpenPopup("helps");
    ImGui::SetItemTooltip("Keys, words, hints");
    draw_panels_menu();
    draw_view_menu();
    draw_help_menu();
}

void TopBar::draw_panels_menu() {
    if (!ImGui::BeginPopup("panels")) return;
    Workspaces& spaces = shell_.workspaces_;
    for (const auto& panel : spaces.panels()) {
        if (!(panel->workspaces() & spaces.current().bit)) continue;
        const bool open = spaces.is_open(*panel);
        if (ImGui::MenuItem(panel->title(), nullptr, open)) {
            open ? spaces.close(panel->id()) : spaces.show(panel->id());
        }
    }
    ImGui::Separator();
    if (ImGui::MenuItem("Put the layout back")) spaces.reset_layout();
    ImGui::EndPopup();
}

void TopBar::draw_view_menu() {
    if (!ImGui::BeginPopup("scale")) return;
    for (const float scale : {0.75F, 0.9F, 1.0F, 1.25F, 1.5F, 1.75F, 2.0F, 2.5F}) {
        const std::string text = fmt::format("{:.0f} %", scale * 100);
        if (ImGui::MenuItem(text.c_str(), nullptr, scale == shell_.scale_)) shell_.set_scale(scale);
    }
    ImGui::EndPopup();
}

void TopBar::draw_help_menu() {
    if (!ImGui::BeginPopup("helps")) return;
    if (ImGui::MenuItem("Keys and words", "?")) shell_.help_.open(true);
    if (ImGui::MenuItem("Show the hints again")) shell_.tour_.set_shown(true);
    ImGui::Separator();
    ImGui::TextDisabled("zscope %s", ZSCOPE_VERSION);
    ImGui::EndPopup();
}

}  // namespace zscope::ui
