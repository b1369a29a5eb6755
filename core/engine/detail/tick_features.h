// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <string>
#include <vector>

#include "core/engine/sampling.h"

namespace zscope::detail {

// Numbers of an image by which a classifier of few examples can tell things apart, without having
// seen any: small colours (16 × 16), edges by direction in cells of an eighth (as histograms of
// oriented gradients, Dalal & Triggs 2005), the last hidden maps of D where there is one, and for
// colour models the last hidden layer of the oracle of Faces, which has learned what drawn faces
// are made of. Each group is measured in standard deviations over random samples of the model and
// counts alike.
class TickFeatures {
  public:
    // Draws 256 samples of the model.
    explicit TickFeatures(Sampler& sampler, const std::stop_token& stop);
    // images (N, C, S, S), −1…1 → (N, F) f32, contiguous.
    at::Tensor rows_of(const HostTensor& images) const;
    const std::string& what() const { return what_; }  // "colours, edges and D's maps"

  private:
    struct Group {
        std::function<at::Tensor(const HostTensor&)> rows_of;
        at::Tensor mean, scale;  // (F)
    };
    std::vector<Group> groups_;
    std::string what_;
};

}  // namespace zscope::detail
