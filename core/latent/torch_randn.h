// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace zscope {

// z of a seed, exactly as PyTorch's CPU generator draws it (mt19937; aten/src/ATen/native/cpu/
// DistributionTemplates.h: Box–Muller in blocks of 16 with the last 16 redrawn when count is no
// multiple of 16; one value at a time below 16 values). To 1e-6 of
//     torch.manual_seed(seed); torch.randn(count, nz)
std::vector<float> torch_randn(std::uint64_t seed, std::int64_t values);
// torch.manual_seed(seed); torch.rand(values)
std::vector<float> torch_rand(std::uint64_t seed, std::int64_t values);

// z: (count, nz), row-major. prior "normal": torch_randn; "uniform": torch_rand·2 − 1.
std::vector<float> draw_z(std::string_view prior, std::uint64_t seed, std::int64_t count,
                          std::int64_t nz);
// z of training step t (the first step is 0): draw_z of a seed mixed from (seed, t), so that a
// resumed run needs no stream state.
std::vector<float> training_z(std::string_view prior, std::uint64_t seed, std::int64_t step,
                              std::int64_t batch, std::int64_t nz);

// A well mixed 64-bit number from two (SplitMix64's finaliser), for seeds of sub-streams.
std::uint64_t mix_seed(std::uint64_t a, std::uint64_t b);

}  // namespace zscope
