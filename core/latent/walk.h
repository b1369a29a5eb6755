// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace zscope {

// A walk from one latent in two directions that are a pure function of (seed, nz): random, at right
// angles to each other. The same seed takes every latent the same way, so walks can be compared and
// taken back.
//   normal prior: along the sphere, ‖z‖ stays (both directions are taken at right angles to z);
//   uniform prior: straight, and no number leaves −1…1.
class LatentWalk {
  public:
    LatentWalk(std::span<const float> z, std::string_view prior, std::uint64_t seed);

    // `x` and `y` in radians seen from the middle of latent space; at(0, 0) is z exactly. A quarter
    // turn (π/2) is as far as two random latents are from each other.
    std::vector<float> at(double x, double y) const;

  private:
    std::vector<float> z_;
    bool sphere_;
    double length_;              // of a step of one radian
    std::vector<double> x_, y_;  // of length 1, or all zero where nz leaves no room for them
};

}  // namespace zscope
