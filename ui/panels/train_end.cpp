// SPDX-License-Identifier: MIT
#include "ui/panels/train_end.h"

#include <fmt/format.h>

#include "ui/panels/train_form.h"
#include "ui/panels/train_progress.h"
#include "ui/theme.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

void draw_failure(const TrainerStatus& status) {
    Failure failure;
    const std::string what = status.message.empty() ? "The run failed." : status.message;
    const std::string advice = advice_for_failure(what);
    failure.what = what;
    failure.advice = advice;
    failure_note(failure);
}

bool start_over_button() {
    flow(button_width("Start over"));
    const bool pressed = ImGui::Button("Start over");
    tooltip(kStartOverHelp);
    return pressed;
}

}  // namespace

bool has_ended_run(const TrainerStatus& status) {
    const bool ended = status.state == TrainerState::idle ||
                       status.state == TrainerState::finished ||
                       status.state == TrainerState::failed;
    return ended && !status.run_dir.empty();
}

std::string end_text(const TrainerStatus& status) {
    const std::string folder = status.run_dir.string();
    if (status.state == TrainerState::failed) return {};
    const bool finished = status.state == TrainerState::finished;
    if (finished || status.saved_step == status.step) {
        return fmt::format("{} at step {}, saved in {}", finished ? "Finished" : "Stopped",
                           thousands(status.step), folder);
    }
    return fmt::format("Stopped at step {} without saving; {}'s newest checkpoint is of step {}",
                       thousands(status.step), folder, thousands(status.saved_step));
}

EndChoice draw_run_end(Frame& frame, bool short_form) {
    const TrainerStatus& status = frame.trainer;
    const bool failed = status.state == TrainerState::failed;
    if (failed) draw_failure(status);
    if (!failed && !short_form) {
        draw_verdict(frame.health);
        ImGui::Dummy(ImVec2(0, dp(4)));
    }
    if (const std::string text = end_text(status); !text.empty()) muted(text);
    draw_left_out(status.left_out);
    if (!has_ended_run(status)) return EndChoice::none;
    EndChoice choice = EndChoice::none;
    const char* kContinue = "Continue this run";
    if (short_form || failed ? ImGui::Button(kContinue) : primary_button(kContinue)) {
        choice = EndChoice::continue_run;
    }
    tooltip("Goes on from the newest checkpoint, with optimiser, average and position.");
    if (short_form) return choice;
    if (start_over_button()) choice = EndChoice::start_over;
    if (failed) return choice;  // the form is there
    flow(button_width("New run"));
    if (ImGui::Button("New run")) choice = EndChoice::new_run;
    tooltip("Shows the form for another run. This one stays in its folder.");
    return choice;
}

}  // namespace zscope::ui
