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

// A batch that is named by its images' places among all of them: (count, …) and (N).
struct Gather {
    const std::uint8_t* all;
    const std::int64_t* indices;
    std::int64_t per_image;  // bytes
};
// Number i of the batch, as the networks see it.
constexpr float gathered_pixel(const Gather& from, std::int64_t i) {
    const std::int64_t image = from.indices[i / from.per_image];
    return normalised_pixel(from.all[image * from.per_image + i % from.per_image]);
}

}  // namespace zscope::cuda
