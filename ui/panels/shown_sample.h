// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "ui/panels/grid_latents.h"

namespace zscope::ui {

// `z` at another length: what truncation shows. Pure.
std::vector<float> scaled(const std::vector<float>& z, double factor);

// The sample that was selected last, at the Session's truncation, as the Inspector shows it: for
// panels that look into one sample.
class ShownSample {
  public:
    // Of this frame. False: there is none that the model could draw; an empty state was drawn, with
    // `what_for` and a button that selects the first sample of the grid.
    bool take(Frame& frame, const char* what_for);
    const SamplePointer& sample() const { return sample_; }
    const SharedZ& z() const { return z_; }  // (1, nz); the same pointer while nothing changed

  private:
    SamplePointer sample_;
    double truncation_ = 1.0;
    SharedZ z_;
};

}  // namespace zscope::ui
