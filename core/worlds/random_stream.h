// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace zscope {

// Random numbers of one image. Each quantity draws from a stream of its own name, so that a new
// quantity, or one more draw of an old one, leaves all others as they were.
// splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
class RandomStream {
  public:
    RandomStream(std::uint64_t seed, std::int64_t index, std::string_view name);

    std::uint64_t bits();
    double uniform();                         // [0, 1)
    double uniform(double low, double high);  // [low, high)
    double normal(double mean,
                  double deviation);  // sum of 12 uniforms: no libm, |x − mean| ≤ 6 deviations
    int pick(int count);              // 0…count − 1, count ≥ 1
    bool chance(double probability);

  private:
    std::uint64_t state_;
};

}  // namespace zscope
