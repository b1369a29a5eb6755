// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/frame.h"
#include "ui/widgets/form.h"

namespace zscope::ui {

// Seconds until the last step; negative if unknown or without an end. Pure.
double seconds_left(const TrainerStatus& status);
// "Running", "Paused" …
const char* state_word(TrainerState state);

// The verdict in words with its reason and advice.
void draw_verdict(const Health& health);
// Files that cannot be used, folded; nothing if there are none.
void draw_left_out(const std::vector<std::string>& left_out);

// What the button "Start over" does, for its tooltip.
inline constexpr const char* kStartOverHelp =
    "Ends the run with a checkpoint and brings its settings back to the form, for a new run from "
    "step 0 in a new folder. Nothing is deleted.";

// A row for the share of the CPU, in percent. True: changed.
bool edit_cpu_share(Form& form, double& share);

// The Train panel while a run goes on: figures, buttons, rates that may change.
class TrainProgress {
  public:
    // True: the run shall start over.
    bool draw(Frame& frame);

  private:
    void figures(const TrainerStatus& status);
    bool buttons(Frame& frame);
    void rates(Frame& frame);

    // Set here and not yet seen in the status: the trainer reads it between steps.
    std::optional<LiveSettings> sent_;
};

}  // namespace zscope::ui
