// SPDX-License-Identifier: MIT
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "core/engine/cuda/pixel.h"

namespace zscope::cuda {

// Queues images[i] = normalised_pixel(bytes[i]) for `count` numbers in device memory. Returns the
// launch's error.
cudaError_t queue_normalise(const std::uint8_t* bytes, float* images, std::int64_t count,
                            cudaStream_t stream);

// The same for images[i] = gathered_pixel(from, i).
cudaError_t queue_gather(const Gather& from, float* images, std::int64_t count,
                         cudaStream_t stream);

}  // namespace zscope::cuda
