// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

namespace zscope {

struct KernelDistance {
    double mean = 0.0;            // over the subsets
    double standard_error = 0.0;  // of that mean
    int subsets = 0;
};

// How far apart two sets of feature vectors are: squared maximum mean discrepancy with the kernel
// (x·y / d + 1)³, unbiased, averaged over random subsets: the "KID" of Bińkowski et al. 2018
// (arXiv 1801.01401, section 4). 0 for two samples of one distribution, also a little below.
// a: (N, d), b: (M, d). Deterministic in `seed`. Subsets have `subset` rows of each, or all where
// there are fewer. Throws Error for sets of fewer than two rows.
KernelDistance kernel_distance(std::span<const float> a, std::span<const float> b,
                               std::int64_t features, std::uint64_t seed, int subsets = 50,
                               std::int64_t subset = 1000);

}  // namespace zscope
