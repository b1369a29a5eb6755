// SPDX-License-Identifier: MIT
#include "app/commands/progress.h"

#include <doctest/doctest.h>

using namespace zscope;
using namespace zscope::app;

TEST_CASE("clock: minutes, hours, and what is not known") {
    CHECK(clock_text(0.4) == "00:00");
    CHECK(clock_text(80.0) == "01:20");
    CHECK(clock_text(3723.0) == "1:02:03");
    CHECK(clock_text(-1.0) == "?");
}

TEST_CASE("training: what is left is counted from where this start began") {
    // 20 steps in 40 s, 60 to go
    CHECK(progress_line(20, 40, 100, 40.0, nullptr, true) ==
          " 40%|########------------| 40/100 [00:40<02:00]");
    CHECK(progress_line(0, 7, 0, 14.0, nullptr, true) == "step 7 [00:14]");
    CHECK(progress_line(5, 5, 100, 0.0, nullptr, true).find("[00:00<?]") != std::string::npos);
    const LossSample last{.step = 40, .loss_d = 1.25F, .images_per_s = 64.0F};
    CHECK(progress_line(20, 40, 100, 40.0, &last, true).find(", 64 images/s] Loss_D 1.250") !=
          std::string::npos);
}

TEST_CASE("training: a run that is further than was asked for is at 100 %") {
    CHECK(progress_line(10, 10, 8, 0.0, nullptr, true) ==
          "100%|####################| 10/8 [00:00<00:00]");
}

TEST_CASE("preparing: a bar with what is left, from where this start began") {
    // from 20 % to 50 % in 60 s: 50 % more take 100 s
    CHECK(preparing_line("Drawing", 0.2, 0.5, 60.0, true) ==
          "Drawing:  50%|##########----------| [01:00<01:40]");
    CHECK(preparing_line("Drawing", 0.2, 0.2, 0.0, true) ==
          "Drawing:  20%|####----------------| [00:00<?]");
    CHECK(preparing_line("Drawing", 0.0, 1.0, 5.0, true) ==
          "Drawing: 100%|####################| [00:05<00:00]");
}
