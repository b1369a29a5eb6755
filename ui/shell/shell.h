// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ui/shell/help_sheet.h"
#include "ui/shell/toasts.h"
#include "ui/shell/tour.h"
#include "ui/shell/workspaces.h"
#include "ui/theme.h"

namespace zscope::ui {

enum class CloseAnswer { none, stop_and_save, close_anyway, cancel };

// What the frame around the panels shows beyond Frame.
struct ShellView {
    std::int64_t memory_bytes = 0;  // resident, of this process
    float monitor_scale = 1.0F;     // of the monitor; the person's scale is on top
    bool asking_to_close = false;   // training goes on and the person closed the window
    bool saving = false;            // answered: the run is being saved
    std::string close_problem;      // it could not be saved: asked again, with the reason
};

// Everything in the window that is no panel: top bar, workspaces, status bar, toasts, help, the
// question on closing, shortcuts. Applies the theme when it or the scale changes. UI thread.
class Shell {
  public:
    explicit Shell(std::vector<std::unique_ptr<Panel>> panels);

    // One frame of the whole window. Between ImGui::NewFrame and ImGui::Render.
    void draw(Frame& frame, const ShellView& view);

    Workspaces& workspaces() { return workspaces_; }
    Toasts& toasts() { return toasts_; }
    std::optional<double> next_toast_change() const { return toasts_.next_change(); }
    void set_theme(Theme theme) { theme_ = theme; }
    void set_scale(float scale);
    float scale() const { return scale_; }  // the person's, 0.75…2.5
    void set_tour(bool shown) { tour_.set_shown(shown); }
    void open_help(bool open) { help_.open(open); }
    CloseAnswer take_close_answer();

    // Theme, scale, workspace, panels: what comes back after a restart.
    nlohmann::json settings() const;
    void set_settings(const nlohmann::json& settings);

  private:
    friend class TopBar;
    void apply_theme_if_changed(float monitor_scale);
    void draw_close_question(const TrainerStatus& status, const ShellView& view);
    void ask_about_unsaved(const std::string& problem, const TrainerStatus& status);

    Workspaces workspaces_;
    Toasts toasts_;
    HelpSheet help_;
    Tour tour_;
    Theme theme_ = Theme::dark;
    float scale_ = 1.0F;
    std::optional<std::pair<Theme, float>> applied_;
    CloseAnswer answer_ = CloseAnswer::none;
    std::string path_field_;  // Open…, where the system has no file dialog
};

}  // namespace zscope::ui
