// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/io/data/data_source.h"

namespace zscope {

struct ImageBatch {
    std::int64_t position = 0;          // images consumed before this batch
    std::vector<std::uint8_t> pixels;   // (N, H, W, C); empty where only the indices were asked for
    std::vector<std::int64_t> indices;  // (N): which images of the source they are
};
struct BatchLoaderOptions {
    bool indices_alone = false;  // whoever takes the batches has all images already
    std::int64_t ahead = 3;      // at least 2: one waits while the next is decoded
    bool flip = false;           // mirrors each image where is_flipped() says so
};

// The image that stands at `offset` (0…count−1) of `epoch`: a pure function of its arguments, a
// permutation of 0…count−1 for each (seed, epoch).
std::int64_t shuffled_index(std::int64_t seed, std::int64_t epoch, std::int64_t offset,
                            std::int64_t count);

// Whether image `index` is mirrored in `epoch`: a pure function, true for half of them.
bool is_flipped(std::int64_t seed, std::int64_t epoch, std::int64_t index);

// Left becomes right; pixels are (size, size, channels).
void flip_image(std::span<std::uint8_t> pixels, std::int64_t size, std::int64_t channels);

// Decodes ahead of training on its own thread (nice 19), at most options.ahead batches.
// Position p is image p mod count of epoch p / count, so a resume needs only p.
// next() is called by one thread; a failure of
// the source is thrown there as Error, each time.
class BatchLoader {
  public:
    BatchLoader(std::unique_ptr<DataSource> source, std::int64_t seed, std::int64_t batch,
                std::int64_t position, const BatchLoaderOptions& options = {});
    ~BatchLoader();  // stops and joins
    BatchLoader(const BatchLoader&) = delete;
    BatchLoader& operator=(const BatchLoader&) = delete;

    // Blocks until a batch is there; null when `stop` was requested.
    std::shared_ptr<const ImageBatch> next(const std::stop_token& stop);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace zscope
