// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/engine/detail/adam.h"
#include "core/engine/detail/network.h"
#include "core/model/host_tensor.h"

namespace zscope::detail {

struct OracleShape {
    std::int64_t answers = 0;   // attributes of the world
    std::int64_t segments = 0;  // kinds of thing in its maps; 0: no maps
    // The answers also see how much of the maps each kind of thing takes: what is a few pixels
    // large is lost in the smallest maps.
    bool areas = false;
};

// What the oracle says of N images.
struct OracleOutput {
    at::Tensor answers;   // (N, A): logits; angles as a share of their spread
    at::Tensor features;  // (N, kOracleFeatures): its last hidden layer
    at::Tensor
        segments;  // (N, S + 1, 64, 64) logits, the first for "nothing"; undefined without maps
};
inline constexpr std::int64_t kOracleFeatures = 128;
inline constexpr std::int64_t kOracleSize = 64;  // pixels a side that it looks at

// A small classifier of 64-pixel colour images: four halvings of 24, 48, 96 and 144 maps, each with
// one more 3 × 3 convolution beside a shortcut; two full layers; for maps a mirrored way up with
// the maps of each size joined in. Owned by one thread.
class OracleNetwork {
  public:
    OracleNetwork(OracleShape shape, std::uint64_t seed);
    // Names and shapes must be those of the shape: else an Error. `areas` follows from the tensors:
    // oracles of before do without.
    static OracleNetwork from_tensors(OracleShape shape, const NamedTensors& tensors);

    // images: (N, 3, 64, 64) in −1…1. `bf16`: products and maps in bf16, the rest fp32.
    OracleOutput forward(const at::Tensor& images, Mode mode, bool bf16);

    TensorMap& parameters() { return parameters_; }
    void require_grad(bool on);
    NamedTensors to_host() const;  // f32

  private:
    at::Tensor conv(const std::string& name, const at::Tensor& x, std::int64_t stride, Mode mode);
    at::Tensor segments_of(at::Tensor x, const std::vector<at::Tensor>& maps, Mode mode);
    at::Tensor up(const std::string& name, const at::Tensor& x, const at::Tensor& beside,
                  Mode mode);
    void add_conv(const std::string& name, std::int64_t in, std::int64_t out, std::int64_t kernel);
    void add_linear(const std::string& name, std::int64_t in, std::int64_t out);

    OracleShape shape_;
    TensorMap parameters_;
    TensorMap buffers_;
};

}  // namespace zscope::detail
