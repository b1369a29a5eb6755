// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/model/architecture.h"
#include "core/model/edit.h"
#include "core/model/host_tensor.h"

namespace zscope::detail {

inline constexpr double kLeakySlope = 0.2;  // of every leaky ReLU, as in DCGAN

enum class Mode { train, eval };  // train: BatchNorm uses the batch and updates its statistics

// A generator or discriminator as a list of blocks over named tensors (not an nn::Module: C++
// modules have no forward hooks, and edits must be an argument). Owned by one thread.
class Network {
  public:
    Network() = default;
    // Conv N(0, 0.02), BatchNorm scale N(1, 0.02), shift 0 (DCGAN, section 4); deterministic.
    static Network initialised(const Architecture& architecture, std::uint64_t seed);
    // Names as in files ("main.0.weight"); copies the numbers. Missing or odd ones are an Error.
    static Network from_tensors(const Architecture& architecture, const NamedTensors& tensors);
    // Other numbers for the same architecture, into the memory that is there; same errors.
    void load(const NamedTensors& tensors);

    const Architecture& architecture() const { return architecture_; }

    // G: z, with labels joined (N, inputs) → (N, C, H, W) in −1…1. D: (N, C, H, W) → logits (N).
    // `edits` in list order, after the block's activation; none for training.
    at::Tensor forward(at::Tensor x, Mode mode, std::span<const Edit> edits = {});
    // Feature maps after block k (1-based) and its edits: (N, C, h, w).
    at::Tensor forward_to_block(at::Tensor x, std::int64_t block, Mode mode,
                                std::span<const Edit> edits = {});

    // Maps after each of the blocks 1 … `block`, without edits.
    std::vector<at::Tensor> forward_blocks(at::Tensor x, std::int64_t block, Mode mode);

    // Trainable tensors / running_mean, running_var, num_batches_tracked; by name.
    std::map<std::string, at::Tensor>& parameters() { return parameters_; }
    std::map<std::string, at::Tensor>& buffers() { return buffers_; }
    const std::map<std::string, at::Tensor>& parameters() const { return parameters_; }
    const std::map<std::string, at::Tensor>& buffers() const { return buffers_; }
    void require_grad(bool on);

    // A deep copy to the host, f32 (num_batches_tracked i64), parameters and buffers.
    NamedTensors to_host() const;

  private:
    explicit Network(const Architecture& architecture);
    at::Tensor run_block(const Block& block, at::Tensor x, Mode mode);
    Architecture architecture_;
    std::map<std::string, at::Tensor> parameters_;
    std::map<std::string, at::Tensor> buffers_;
};

// Shares no memory afterwards; f32, i64, bf16 and the rest of DType.
at::Tensor to_tensor(const HostTensor& tensor);
HostTensor to_host(const at::Tensor& tensor);

}  // namespace zscope::detail
