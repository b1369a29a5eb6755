// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/latent/interpolate.h"

namespace zscope::test {

inline double dot(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += static_cast<double>(a[i]) * b[i];
    return sum;
}

// In radians.
inline double angle(const std::vector<float>& a, const std::vector<float>& b) {
    return std::acos(std::clamp(dot(a, b) / (norm(a) * norm(b)), -1.0, 1.0));
}

}  // namespace zscope::test
