// SPDX-License-Identifier: MIT
// Loops only: what is computed stands in headers that the tests run on the CPU.
#include "core/engine/cuda/kernels.h"

#include <algorithm>

#include "core/engine/cuda/pixel.h"

namespace zscope::cuda {

namespace {

constexpr std::int64_t kThreads = 256;     // a block
constexpr std::int64_t kMaxBlocks = 4096;  // enough to fill any device; the rest is the loop's

__global__ void normalise(const std::uint8_t* bytes, float* images, std::int64_t count) {
    const std::int64_t stride = std::int64_t{gridDim.x} * blockDim.x;
    for (std::int64_t i = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x; i < count;
         i += stride) {
        images[i] = normalised_pixel(bytes[i]);
    }
}

}  // namespace

cudaError_t queue_normalise(const std::uint8_t* bytes, float* images, std::int64_t count,
                            cudaStream_t stream) {
    if (count < 1) return cudaSuccess;
    const std::int64_t blocks = std::min(kMaxBlocks, (count + kThreads - 1) / kThreads);
    normalise<<<static_cast<unsigned>(blocks), static_cast<unsigned>(kThreads), 0, stream>>>(
        bytes, images, count);
    return cudaGetLastError();
}

}  // namespace zscope::cuda
