// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace zscope::cuda {

// A byte of an image as the networks see it: 0 … 255 → −1 … 1, rounded as batch_to_tensor does on
// the CPU. constexpr, so that the host's tests and the device's kernel share it (nvcc compiles the
// module with --expt-relaxed-constexpr).
constexpr float normalised_pixel(std::uint8_t byte) {
    return static_cast<float>(byte) / 127.5F - 1.0F;
}

}  // namespace zscope::cuda
