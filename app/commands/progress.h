// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "core/messages/training.h"

namespace zscope::app {

// "01:20", "1:02:03"; "?" for what is not known.
std::string clock_text(double seconds);

// One line about a running training: "12%|███       | 120/1000 [01:20<09:50, 190 images/s, …]".
// `total` 0: no bar. Pure.
std::string progress_line(std::int64_t first, std::int64_t step, std::int64_t total,
                          double elapsed_s, const LossSample* last, bool ascii);

// One line about work before the first step, of which a share (0…1) is done; it was `first` when
// `elapsed_s` began: "Drawing …:  12%|██        | [00:12<01:30]". Pure.
std::string preparing_line(const std::string& what, double first, double share, double elapsed_s,
                           bool ascii);

// Shows progress on stderr: on a terminal one line that is written over (as tqdm does), elsewhere a
// plain line now and then: every five percent of what is prepared, every ten seconds of training.
// Used by one thread.
class Progress {
  public:
    Progress();
    ~Progress();  // ends the line
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void preparing(const std::string& what, double share);
    void training(const TrainerStatus& status, const LossSample* last);
    void line(const std::string& text);  // a message of its own

  private:
    using Clock = std::chrono::steady_clock;
    bool due(double terminal_s, double plain_s);
    void show(const std::string& text);

    bool terminal_;
    bool open_line_ = false;
    std::int64_t first_step_ = -1;
    Clock::time_point began_;
    // Of what is being prepared.
    std::string work_;
    double first_share_ = 0.0, said_share_ = -1.0;
    Clock::time_point work_began_;
    Clock::time_point shown_;
};

}  // namespace zscope::app
