// SPDX-License-Identifier: MIT
#include "app/window/training_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/window/model_view.h"
#include "ui/panels/train_end.h"
#include "ui/widgets/text.h"

namespace zscope::app {

namespace {

using ui::LogLevel;

constexpr std::size_t kReasons = 3;  // of files left out; the Train panel lists all
constexpr std::string_view kSaved = "Checkpoint saved: ";

}  // namespace

void TrainingLog::follow(const TrainerStatus& status) {
    if (status.runs != runs_) {
        *this = TrainingLog(std::move(say_));
        runs_ = status.runs;
        state_ = TrainerState::preparing;
    }
    if (!begun_ && !status.run_id.empty()) begin(status);
    tell_left_out(status);
    for (; notes_ < status.notes.size(); ++notes_)
        say_(LogLevel::info, status.notes[notes_], {});
    tell_saves(status);
    tell_end(status);
}

void TrainingLog::begin(const TrainerStatus& status) {
    begun_ = true;
    // Step 0, and the step that a run goes on from, are no news.
    saved_step_ = status.step;
    const std::string from =
        status.step > 0 ? fmt::format("goes on at step {}", ui::thousands(status.step)) : "started";
    say_(LogLevel::info,
         fmt::format("Training {}: {}, into {} ({})", from, status.data, status.run_dir.string(),
                     status.kernels),
         {});
}

void TrainingLog::tell_left_out(const TrainerStatus& status) {
    const std::size_t all = status.left_out.size();
    if (all <= left_out_) return;
    const std::size_t told = std::min(all, left_out_ + kReasons);
    std::string text = fmt::format(
        "{} left out", ui::count_of(static_cast<std::int64_t>(all - left_out_), "file"));
    for (std::size_t i = left_out_; i < told; ++i)
        text += (i == left_out_ ? ": " : "; ") + status.left_out[i];
    if (told < all) text += fmt::format("; and {} more, listed in Train", all - told);
    left_out_ = all;
    say_(LogLevel::warning, text, {});
}

void TrainingLog::tell_saves(const TrainerStatus& status) {
    if (status.problem != problem_) {
        problem_ = status.problem;
        if (!problem_.empty()) say_(LogLevel::error, problem_, {});
    }
    if (status.saved_step <= saved_step_) return;
    saved_step_ = status.saved_step;
    say_(LogLevel::info, fmt::format("{}step {}", kSaved, ui::thousands(saved_step_)), kSaved);
}

void TrainingLog::tell_end(const TrainerStatus& status) {
    const TrainerState before = std::exchange(state_, status.state);
    if (status.state == before || trains(status)) return;
    if (status.state == TrainerState::failed) {
        say_(LogLevel::error, status.message, {});
    } else if (ui::has_ended_run(status)) {
        say_(LogLevel::info, ui::end_text(status), {});
    } else if (!status.message.empty()) {
        say_(LogLevel::info, status.message, {});
    }
}

}  // namespace zscope::app
