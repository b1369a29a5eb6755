// SPDX-License-Identifier: MIT
#include "core/latent/walk.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/latent/interpolate.h"
#include "core/latent/torch_randn.h"

namespace zscope {

namespace {

using Direction = std::vector<double>;

constexpr std::uint64_t kStream = 0x77616c6b;  // apart from what else is drawn of the seed
// What is left of a direction of length 1 when it counts as none.
constexpr double kTiny = 1e-6;

double dot(const Direction& a, const Direction& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

Direction unit(Direction v, double least) {
    const double length = std::sqrt(dot(v, v));
    const double factor = length > least ? 1.0 / length : 0.0;
    for (double& value : v)
        value *= factor;
    return v;
}

// `v` of length 1 without its part along `away`, itself of length 1 or zero; at length 1, or zero.
Direction across(Direction v, const Direction& away) {
    const double along = dot(v, away);
    for (std::size_t i = 0; i < v.size(); ++i)
        v[i] -= along * away[i];
    return unit(std::move(v), kTiny);
}

}  // namespace

LatentWalk::LatentWalk(std::span<const float> z, std::string_view prior, std::uint64_t seed)
    : z_(z.begin(), z.end()), sphere_(prior != "uniform") {
    const auto nz = static_cast<std::int64_t>(z.size());
    const std::vector<float> drawn = torch_randn(mix_seed(seed, kStream), 2 * nz);
    x_ = unit({drawn.begin(), drawn.begin() + nz}, 0.0);
    y_ = across(unit({drawn.begin() + nz, drawn.end()}, 0.0), x_);
    length_ = sphere_ ? norm(z) : typical_norm(prior, nz);
    if (!sphere_) return;
    const Direction outward = unit({z.begin(), z.end()}, 0.0);
    x_ = across(x_, outward);
    y_ = across(across(y_, outward), x_);
}

std::vector<float> LatentWalk::at(double x, double y) const {
    // Where a direction is missing (nz of 1 or 2) its share is no way at all.
    Direction way(z_.size());
    for (std::size_t i = 0; i < way.size(); ++i)
        way[i] = x * x_[i] + y * y_[i];
    const double turn = std::sqrt(dot(way, way));
    if (turn == 0.0) return z_;
    std::vector<float> moved(z_.size());
    for (std::size_t i = 0; i < way.size(); ++i) {
        const double value = sphere_
                                 ? std::cos(turn) * z_[i] + std::sin(turn) * length_ * way[i] / turn
                                 : std::clamp(z_[i] + length_ * way[i], -1.0, 1.0);
        moved[i] = static_cast<float>(value);
    }
    return moved;
}

}  // namespace zscope
