// SPDX-License-Identifier: MIT
#include "ui/panels/losses_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr std::array<std::int64_t, 4> kWindows = {0, 1000, 10000, 100000};

std::string window_text(std::int64_t window) {
    return window == 0 ? "all steps" : fmt::format("last {} steps", thousands(window));
}

bool in_training(const TrainerStatus& status) {
    return status.state == TrainerState::preparing || status.state == TrainerState::running ||
           status.state == TrainerState::paused || status.state == TrainerState::stopping;
}

// Null too if the trainer has that very run: its history is the same, and goes on.
const OpenedRun* apart_from_live(const Frame& frame) {
    const OpenedRun* run = frame.opened_run;
    const bool same = run != nullptr && run->run_id == frame.trainer.run_id;
    return same && frame.losses.size() > 0 ? nullptr : run;
}

std::string title_of(const OpenedRun& run) {
    const std::string name = "run " + run.name;
    if (run.followed) return name + ", followed live: written by another process";
    if (run.losses == nullptr || run.losses->size() == 0) return name;
    return fmt::format("{}, ended at step {}", name, thousands(run.losses->back().step));
}

// Nothing to draw of an opened run yet, and why.
void opened_states(const OpenedRun& run) {
    if (!run.error.empty()) {
        Failure failure{run.error};
        failure.advice = "The model of the run is open all the same.";
        failed_state(failure);
    } else if (run.losses == nullptr) {
        const std::string what = fmt::format("Reading the losses of run {}", run.name);
        working_state(Working{what});
    } else {
        empty_state("This run has no training step yet.");
    }
}

}  // namespace

nlohmann::json LossesPanel::settings() const {
    return {{"smooth", plots_.smooth}, {"window", plots_.window}};
}

void LossesPanel::set_settings(const nlohmann::json& settings) {
    plots_.smooth = std::clamp(settings.value("smooth", plots_.smooth), 0.0, 1000.0);
    plots_.window = std::max<std::int64_t>(0, settings.value("window", plots_.window));
}

// What came last is looked at: a run that was just opened, or one that just began.
void LossesPanel::choose(const Frame& frame, const OpenedRun* run) {
    const bool before = show_opened_;
    // Opened again, a run has another history.
    const std::string opened =
        run == nullptr ? "" : fmt::format("{} {}", run->folder.string(), fmt::ptr(run->losses));
    if (opened != opened_) show_opened_ = run != nullptr;
    if (frame.trainer.run_id != live_ && !frame.trainer.run_id.empty()) show_opened_ = false;
    if (show_opened_ != before || (show_opened_ && opened != opened_)) plots_.start_anew();
    opened_ = opened;
    live_ = frame.trainer.run_id;
}

void LossesPanel::draw(Frame& frame) {
    const OpenedRun* run = apart_from_live(frame);
    choose(frame, run);
    if (run != nullptr) switch_row(frame, *run);
    const std::string& shown = run != nullptr && show_opened_ ? run->run_id : frame.trainer.run_id;
    const auto* kept = std::get_if<RunSnapshot>(&frame.session.model.which);
    const bool of_this = kept != nullptr && kept->run_id == shown;
    plots_.marked = of_this ? std::optional(static_cast<double>(kept->step)) : std::nullopt;
    if (run != nullptr && show_opened_) {
        if (run->losses == nullptr || run->losses->size() == 0) return opened_states(*run);
        controls();
        plots_.draw(*run->losses);
    } else if (frame.losses.size() == 0) {
        live_states(frame);
    } else {
        controls();
        plots_.draw(frame.losses);
    }
}

// Whose losses these are, and the way to the other ones.
void LossesPanel::switch_row(const Frame& frame, const OpenedRun& run) {
    const bool live = in_training(frame.trainer) || frame.losses.size() > 0;
    const std::string name = frame.trainer.run_dir.filename().string();
    const std::string label = show_opened_ ? "Show the live run" : "Show run " + run.name;
    const float button = live || !show_opened_ ? button_width(label.c_str()) : 0.0F;
    const std::string text =
        show_opened_ ? title_of(run)
                     : (live ? fmt::format("run {}, the live one", name) : "no run in training");
    ImGui::AlignTextToFramePadding();
    text_ellipsis(text, palette().text,
                  std::max(dp(80), ImGui::GetContentRegionAvail().x - button - dp(8)));
    tooltip(show_opened_ ? run.folder.string() : frame.trainer.run_dir.string());
    if (button == 0) return;
    ImGui::SameLine();
    const float room = ImGui::GetContentRegionAvail().x;
    if (room > button) ImGui::SetCursorPosX(ImGui::GetCursorPosX() + room - button);
    if (ImGui::Button((label + "###switch").c_str())) {
        show_opened_ = !show_opened_;
        plots_.start_anew();
    }
    tooltip(show_opened_ ? "The losses of the run that was opened, from its folder."
                         : "The losses of the run in training, as they come.");
}

void LossesPanel::live_states(Frame& frame) {
    const TrainerStatus& status = frame.trainer;
    if (status.state == TrainerState::preparing || status.state == TrainerState::running) {
        Working work{"The curves begin with the first training step."};
        if (status.state == TrainerState::preparing) work.progress = status.progress;
        working_state(work);
    } else if (status.state == TrainerState::failed) {
        Failure failure{status.message};
        failure.advice = "The Train panel says what can be done.";
        failed_state(failure);
    } else if (empty_state(
                   "Losses, D(x) and D(G(z)) are drawn here while a DCGAN trains, and those "
                   "of a run that you open.",
                   "Set up a run")) {
        frame.out.wish(ShowPanel{"train"});
    }
}

void LossesPanel::controls() {
    ImGui::SetNextItemWidth(dp(168));
    SliderOptions options;
    options.max = 1000;
    options.logarithmic = true;
    options.format = plots_.smooth < 1 ? "not smoothed" : "smooth %.0f steps";
    options.tooltip = "Moving average over so many steps. What was measured stays shaded.";
    if (slider("##smooth", plots_.smooth, options).changed && plots_.smooth < 1) plots_.smooth = 0;
    ImGui::SameLine();
    ImGui::SetNextItemWidth(dp(160));
    if (ImGui::BeginCombo("##window", window_text(plots_.window).c_str())) {
        for (const std::int64_t window : kWindows) {
            if (ImGui::Selectable(window_text(window).c_str(), window == plots_.window)) {
                plots_.window = window;
                plots_.follow();
            }
        }
        ImGui::EndCombo();
    }
    tooltip("How much of the run is in sight while the plot follows it.");
    ImGui::SameLine();
    if (plots_.following()) {
        ImGui::AlignTextToFramePadding();
        text_ellipsis("wheel zooms, drag pans", palette().muted);
    } else if (ImGui::Button("Follow again")) {
        plots_.follow();
    }
}

}  // namespace zscope::ui
