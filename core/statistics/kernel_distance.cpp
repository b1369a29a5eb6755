// SPDX-License-Identifier: MIT
#include "core/statistics/kernel_distance.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/base/error.h"
#include "core/worlds/random_stream.h"

namespace zscope {
namespace {

using Rows = std::vector<const float*>;

// `count` different rows, by the first steps of a Fisher–Yates shuffle.
Rows some_rows(std::span<const float> all, std::int64_t features, std::int64_t count,
               RandomStream& draws) {
    const auto width = static_cast<std::size_t>(features);
    std::vector<std::size_t> order(all.size() / width);
    std::iota(order.begin(), order.end(), std::size_t{0});
    Rows rows;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        const auto left = static_cast<double>(order.size() - i);
        std::swap(order[i], order[i + static_cast<std::size_t>(draws.uniform() * left)]);
        rows.push_back(all.data() + order[i] * width);
    }
    return rows;
}

double kernel(const float* x, const float* y, std::int64_t features) {
    float dot = 0.0F;
    for (std::int64_t k = 0; k < features; ++k)
        dot += x[k] * y[k];
    const double base = static_cast<double>(dot) / static_cast<double>(features) + 1.0;
    return base * base * base;
}

double mean_between(const Rows& a, const Rows& b, std::int64_t features) {
    double sum = 0.0;
    for (const float* x : a) {
        for (const float* y : b)
            sum += kernel(x, y, features);
    }
    return sum / (static_cast<double>(a.size()) * static_cast<double>(b.size()));
}

// Over pairs of different rows: what makes the estimate unbiased.
double mean_within(const Rows& rows, std::int64_t features) {
    double sum = 0.0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t k = i + 1; k < rows.size(); ++k)
            sum += kernel(rows[i], rows[k], features);
    }
    const auto n = static_cast<double>(rows.size());
    return 2.0 * sum / (n * (n - 1.0));
}

KernelDistance summary(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0.0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    const double deviation = values.size() > 1 ? std::sqrt(squares / (n - 1.0)) : 0.0;
    return {mean, deviation / std::sqrt(n), static_cast<int>(values.size())};
}

}  // namespace

KernelDistance kernel_distance(std::span<const float> a, std::span<const float> b,
                               std::int64_t features, std::uint64_t seed, int subsets,
                               std::int64_t subset) {
    const auto rows = [&](std::span<const float> x) {
        return static_cast<std::int64_t>(x.size()) / features;
    };
    const std::int64_t count = std::min({subset, rows(a), rows(b)});
    if (count < 2) fail("a distance between sets needs at least two images in each");
    std::vector<double> values;
    for (int i = 0; i < std::max(subsets, 1); ++i) {
        RandomStream draws(seed, i, "kernel distance");
        const Rows x = some_rows(a, features, count, draws);
        const Rows y = some_rows(b, features, count, draws);
        values.push_back(mean_within(x, features) + mean_within(y, features) -
                         2.0 * mean_between(x, y, features));
    }
    return summary(values);
}

}  // namespace zscope
