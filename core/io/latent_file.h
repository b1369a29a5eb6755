// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace zscope {

// Row `row` of tensor "z", (N, nz) floats, of a safetensors file. An Error names the file: no such
// tensor, another shape (with both), no such row. `nz`: what the model takes, without labels.
std::vector<float> read_latent(const std::filesystem::path& path, std::int64_t row,
                               std::int64_t nz);

}  // namespace zscope
