// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <string>
#include <vector>

#include "core/engine/detail/direct/kernel_table.h"
#include "core/engine/detail/network.h"
#include "core/engine/kernels/args.h"
#include "core/engine/kernels/buffer.h"

namespace zscope::detail::direct {

using kernels::Form;
using kernels::MapsShape;

// How kernels run: which, and on how many threads of the calling thread's OpenMP team. `set` does
// all but the products that `table` gives to others; those share its element type.
struct Crew {
    const kernels::KernelSet* set = nullptr;
    int threads = 1;
    KernelTable table = {};

    std::size_t element_bytes() const { return set->bf16 ? 2 : 4; }
    template <class Args>
    void run(void (*kernel)(const Args&, int, int), const Args& args) const {
        const int count = threads;
#pragma omp parallel for num_threads(count) schedule(static, 1)
        for (int part = 0; part < count; ++part)
            kernel(args, part, count);
    }
    // With arguments of its own for each part.
    template <class Args, class Fill>
    void run_each(void (*kernel)(const Args&, int, int), const Args& args, Fill fill) const {
        const int count = threads;
#pragma omp parallel for num_threads(count) schedule(static, 1)
        for (int part = 0; part < count; ++part) {
            Args own = args;
            fill(own, part);
            kernel(own, part, count);
        }
    }
};

// A BatchNorm's numbers in a network and their gradients: views, fp32, `channels` long.
struct NormTensors {
    const float* scale = nullptr;
    const float* shift = nullptr;
    float* scale_gradient = nullptr;
    float* shift_gradient = nullptr;
    float* running_mean = nullptr;
    float* running_variance = nullptr;
    std::int64_t* batches = nullptr;
    double eps = 1e-5;
};

// The maps of one hidden layer for a batch, through convolution, BatchNorm (or none) and
// activation, and their gradients. Gradients take the place of the activated maps, which nobody
// needs any more by then: of what a step goes through, memory is the slowest part. So, on the way
// back, the weights of the layer above come first, then the gradient of this layer. Owned by one
// network.
class HiddenLayer {
  public:
    HiddenLayer(const Crew& crew, const MapsShape& shape, bool normed, float slope);

    const MapsShape& shape() const { return shape_; }
    bool normed() const { return normed_; }
    const void* after() const { return after_.data(); }
    const void* gradient() const { return after_.data(); }
    // As the operand of a weight gradient: the maps, and on the way back their gradient.
    const void* operand() const { return crew_.set->paired ? form_.data() : after_.data(); }

    // Clears the sums that the outputs below add to; where those of a part are.
    void clear_sums();
    double* sums_of(int part);

    // Where a forward product goes: before BatchNorm, or, without one, all the way.
    // `operand`: none, or as which operand of a weight gradient the maps are needed too.
    kernels::Output forward_output(Form operand);
    // The rest of a normed layer: statistics of the batch, running statistics, activation.
    void finish_forward(const NormTensors& norm, Form operand);

    // Where the gradient of the activated maps goes.
    kernels::Output gradient_output(Form operand);
    // The rest of a normed layer: its own gradients, unless `norm` has no place for them, and the
    // way through it. `add`: to what the places hold.
    void finish_gradient(const NormTensors& norm, Form operand, bool add);

  private:
    std::size_t bytes() const;
    std::vector<double> total_sums() const;

    Crew crew_;
    MapsShape shape_;
    bool normed_;
    float slope_;
    kernels::Buffer before_, after_, form_;
    // Per channel, padded with zeros, so that padding stays zero.
    std::vector<float> scale_, shift_, mean_, inverse_, through_scale_, through_shift_,
        through_factor_;
    std::vector<double> sums_;  // (parts, 2, channels)
};

}  // namespace zscope::detail::direct
