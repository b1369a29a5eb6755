// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "core/engine/detail/adam.h"
#include "core/engine/detail/direct/hidden_layer.h"

namespace zscope::detail::direct {

// Adam on a network's own tensors by our kernels, with the running average of its weights if there
// is one. The moments stay where the checkpoint looks for them.
class Optimizer {
  public:
    // All of these must outlive it and keep their memory; every parameter has its gradient.
    Optimizer(const Crew& crew, Network& network, Adam& moments, Network* average);

    // `step` is 1 for the first one; `newest`: weight of the new weights in the average.
    void apply(std::int64_t step, const Adam::Rates& rates, double newest) const;

  private:
    Crew crew_;
    std::vector<kernels::AdamArgs> tensors_;
};

}  // namespace zscope::detail::direct
