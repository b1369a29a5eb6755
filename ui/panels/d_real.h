// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "ui/frame.h"

namespace zscope::ui {

// Where D's opinion of a sample stands among images that D learned from; or why that is not known.
class DReal {
  public:
    // `logit` of the sample; nullopt: not known yet.
    void draw(Frame& frame, std::optional<float> logit);

  private:
    void ask(Frame& frame);

    std::string asked_for_;  // id of the model that was asked about without a click
};

}  // namespace zscope::ui
