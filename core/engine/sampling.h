// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "core/model/edit.h"
#include "core/model/host_tensor.h"
#include "core/model/snapshot.h"

namespace zscope {

// A generator (and D, where the model has one) ready to run, filled once from a snapshot: for the
// command line, jobs and tests. Reference arithmetic: fp32, independent of the batch.
// Not thread-safe; one per thread.
class Sampler {
  public:
    Sampler(SnapshotPointer model, Weights weights, int threads = 0);
    ~Sampler();
    Sampler(Sampler&&) noexcept;
    Sampler& operator=(Sampler&&) noexcept;

    // z: (N, nz) row-major → images (N, C, H, W), f32, −1…1. Works in pieces of 64.
    HostTensor images(std::span<const float> z, std::span<const Edit> edits = {},
                      const std::stop_token& stop = {});
    // Eval-mode logits of D for images (N, C, H, W): N numbers. An Error without a D.
    std::vector<float> d_logits(const HostTensor& images);
    // Feature maps after block k (1-based, edits applied): (N, C, h, w), f32.
    HostTensor block_maps(std::span<const float> z, std::int64_t block,
                          std::span<const Edit> edits = {});
    const ModelSnapshot& model() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace zscope
