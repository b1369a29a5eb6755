// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <cstdint>
#include <map>
#include <string>

#include "core/model/host_tensor.h"

namespace zscope::detail {

using TensorMap = std::map<std::string, at::Tensor>;

// Adam (Kingma & Ba 2014, algorithm 1) as torch.optim.Adam computes it: bias correction, eps 1e-8
// outside the root, no weight decay. Holds the two moments of each named parameter in the
// parameter's own memory layout. Deterministic. Owned by one thread.
class Adam {
  public:
    static constexpr double kEps = 1e-8;

    Adam() = default;
    // Moments of zero, as before the first step.
    explicit Adam(const TensorMap& parameters);
    // Moments from a checkpoint; a missing name or another shape is an Error.
    Adam(const TensorMap& parameters, const NamedTensors& exp_avg, const NamedTensors& exp_avg_sq);

    struct Rates {
        double lr;
        double beta1;
        double beta2;
    };
    // Changes `parameters` by their gradients. `step` is 1 for the first one.
    void apply(TensorMap& parameters, std::int64_t step, const Rates& rates);

    TensorMap& exp_avg() { return exp_avg_; }  // for kernels that do the same
    TensorMap& exp_avg_sq() { return exp_avg_sq_; }
    // The same with the step and the learning rate as fp32 scalars where the parameters are, so
    // that a captured step reads them anew each time.
    struct DeviceRates {
        at::Tensor step;
        at::Tensor lr;
        double beta1;
        double beta2;
    };
    void apply(TensorMap& parameters, const DeviceRates& rates);

    const TensorMap& exp_avg() const { return exp_avg_; }
    const TensorMap& exp_avg_sq() const { return exp_avg_sq_; }

  private:
    struct Lists;
    Lists lists_for(TensorMap& parameters);

    TensorMap exp_avg_;
    TensorMap exp_avg_sq_;
};

}  // namespace zscope::detail
