// SPDX-License-Identifier: MIT
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace zscope::cuda {

// Queues images[i] = normalised_pixel(bytes[i]) for `count` numbers in device memory. Returns the
// launch's error.
cudaError_t queue_normalise(const std::uint8_t* bytes, float* images, std::int64_t count,
                            cudaStream_t stream);

}  // namespace zscope::cuda
