// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace zscope {

// The directions in which rows differ most (principal component analysis), the most first.
struct PrincipalComponents {
    std::vector<double> mean;               // (features)
    std::vector<std::vector<double>> axes;  // (count, features), of length 1; the number that is
                                            // largest without its sign is positive
    std::vector<double> variances;          // (count), along the axes; divided by rows − 1
    double total_variance = 0.0;            // summed over all features
    // Share of the total variance, 0…1; 0 where nothing varies.
    double explained(std::size_t component) const;
    // rows: (N, features) → (N, count): how far along each axis, from the mean. Of features' unit.
    std::vector<float> scores(std::span<const float> rows) const;
};

// rows: (N, features), row-major; 1 ≤ count ≤ features. Takes N · features² products and the
// eigenvectors of a features × features matrix: a second for 2,000 × 512. An Error for fewer than
// two rows, for numbers that are not finite, or when stopped. Pure; any thread.
PrincipalComponents principal_components(std::span<const float> rows, std::int64_t features,
                                         std::int64_t count, const std::stop_token& stop = {});

}  // namespace zscope
