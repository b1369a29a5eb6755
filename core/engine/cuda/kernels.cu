// SPDX-License-Identifier: MIT
// Loops only: what is computed stands in headers that the tests run on the CPU.
#include "core/engine/cuda/kernels.h"

#include <algorithm>

namespace zscope::cuda {

namespace {

constexpr std::int64_t kThreads = 256;     // a block
constexpr std::int64_t kMaxBlocks = 4096;  // enough to fill any device; the rest is the loop's

template <class Pixel>
__global__ void fill(Pixel pixel, float* images, std::int64_t count) {
    const std::int64_t stride = std::int64_t{gridDim.x} * blockDim.x;
    for (std::int64_t i = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x; i < count;
         i += stride) {
        images[i] = pixel(i);
    }
}

struct Normalise {
    const std::uint8_t* bytes;
    __device__ float operator()(std::int64_t i) const { return normalised_pixel(bytes[i]); }
};
struct TakeFrom {
    Gather from;
    __device__ float operator()(std::int64_t i) const { return gathered_pixel(from, i); }
};

template <class Pixel>
cudaError_t queue_fill(const Pixel& pixel, float* images, std::int64_t count, cudaStream_t stream) {
    if (count < 1) return cudaSuccess;
    const std::int64_t blocks = std::min(kMaxBlocks, (count + kThreads - 1) / kThreads);
    fill<<<static_cast<unsigned>(blocks), static_cast<unsigned>(kThreads), 0, stream>>>(
        pixel, images, count);
    return cudaGetLastError();
}

}  // namespace

cudaError_t queue_normalise(const std::uint8_t* bytes, float* images, std::int64_t count,
                            cudaStream_t stream) {
    return queue_fill(Normalise{bytes}, images, count, stream);
}
cudaError_t queue_gather(const Gather& from, float* images, std::int64_t count,
                         cudaStream_t stream) {
    return queue_fill(TakeFrom{from}, images, count, stream);
}

}  // namespace zscope::cuda
