// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ui/frame.h"

namespace zscope::ui {

enum class EndChoice { none, continue_run, start_over, new_run };

// A run of this process has ended and is shown: how it ended, and what can be done with it.
bool has_ended_run(const TrainerStatus& status);
// "Stopped at step 120, saved in /runs/first"; empty for a run that failed. Pure.
std::string end_text(const TrainerStatus& status);
// `short_form`: a form for the next run follows, so only the way back is offered.
EndChoice draw_run_end(Frame& frame, bool short_form);

}  // namespace zscope::ui
