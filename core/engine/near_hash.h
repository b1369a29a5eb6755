// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "core/image/near_duplicates.h"
#include "core/io/data/data_source.h"

namespace zscope {

inline constexpr std::int64_t kNearHashSide = 32;  // pixels
// Two codes that differ in no more bits belong to near-duplicates; how it was found:
// docs/near-duplicates.md.
inline constexpr int kNearHashBits = 8;

struct NearHashTraining {
    std::uint64_t seed = 1;  // of the weights, the order of the images and what is dropped
    // At most so many images are learned from, 128 a step: some of a larger set, a smaller one up
    // to 200 times over. The code only has to learn what the images have in common, not each of
    // them: three million images take no longer to learn than a hundred thousand.
    std::int64_t images = 192000;
    // Batches are small: more threads gain little, and on a busy machine they lose much. With one,
    // the codes do not depend on the number of cores.
    int threads = 1;  // 0: LibTorch's choice
};

// A code of 128 bits for each image, alike for images that look alike, learned from the very set:
// the near-duplicate hash of the DCGAN paper (Radford et al. 2015, arXiv 1511.06434,
// section 3.1.2). A denoising autoencoder of 3072-128-3072 values learns to give back images of
// which a part was dropped; a bit is set where its ReLU code is above zero. The set is learned from
// once, then coded from front to back; it holds 16 bytes an image, whatever there is. `images`: 32
// × 32, colour. Repeatable for a seed and a number of threads. Errors of the source pass; `stop`
// ends it with an Error. Blocks; uses LibTorch on the calling thread.
std::vector<Hash128> near_hashes(DataSource& images, const NearHashTraining& training,
                                 const std::stop_token& stop,
                                 const std::function<void(double share)>& progress);

}  // namespace zscope
