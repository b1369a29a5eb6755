// SPDX-License-Identifier: MIT
#include "core/latent/torch_randn.h"

#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <span>

#include "core/base/check.h"
#include "core/base/error.h"

namespace zscope {

namespace {

constexpr std::size_t kBlock = 16;
constexpr std::size_t kHalf = kBlock / 2;

// PyTorch's CPU generator: mt19937 seeded with the low 32 bits of the seed.
class TorchGenerator {
  public:
    explicit TorchGenerator(std::uint64_t seed) : engine_(static_cast<std::uint32_t>(seed)) {}

    // In [0, 1) on a grid of 2^−24, exact in float.
    float uniform_float() {
        return static_cast<float>(static_cast<std::uint32_t>(engine_()) & 0xFFFFFFU) * 0x1p-24F;
    }

    // In [0, 1) on a grid of 2^−53: two draws, the first one on top.
    double uniform_double() {
        const std::uint64_t high = engine_();
        const std::uint64_t low = engine_();
        return static_cast<double>(((high << 32) | low) & ((std::uint64_t{1} << 53) - 1)) * 0x1p-53;
    }

  private:
    std::mt19937 engine_;
};

// Below 16 values PyTorch draws one at a time, in double, and keeps the second of each pair.
void fill_one_by_one(TorchGenerator& generator, std::span<float> values) {
    for (std::size_t i = 0; i < values.size(); i += 2) {
        const double u1 = generator.uniform_double();
        const double u2 = generator.uniform_double();
        const double radius = std::sqrt(-2.0 * std::log1p(-u2));
        const double theta = 2.0 * std::numbers::pi * u1;
        values[i] = static_cast<float>(radius * std::cos(theta));
        if (i + 1 < values.size()) values[i + 1] = static_cast<float>(radius * std::sin(theta));
    }
}

// Box–Muller in place: 16 uniforms become 16 normals. Radius and angle are rounded to float where
// PyTorch rounds them, which at large radii is worth more than 1e-6.
void uniforms_to_normals(std::span<float, kBlock> values) {
    for (std::size_t j = 0; j < kHalf; ++j) {
        const float u1 = 1.0F - values[j];  // (0, 1], for the logarithm
        const float u2 = values[j + kHalf];
        const float radius = std::sqrt(-2.0F * std::log(u1));
        const float theta = 2.0F * std::numbers::pi_v<float> * u2;
        values[j] = radius * std::cos(theta);
        values[j + kHalf] = radius * std::sin(theta);
    }
}

void fill_blocks(TorchGenerator& generator, std::span<float> values) {
    for (float& value : values)
        value = generator.uniform_float();
    std::size_t done = 0;
    for (; done + kBlock <= values.size(); done += kBlock) {
        uniforms_to_normals(values.subspan(done).first<kBlock>());
    }
    if (done == values.size()) return;
    // The last 16 are drawn anew, which overwrites a part of the block before.
    const std::span<float, kBlock> tail = values.last<kBlock>();
    for (float& value : tail)
        value = generator.uniform_float();
    uniforms_to_normals(tail);
}

}  // namespace

std::vector<float> torch_randn(std::uint64_t seed, std::int64_t values) {
    ZSCOPE_CHECK(values >= 0, "{} values", values);
    TorchGenerator generator(seed);
    std::vector<float> result(static_cast<std::size_t>(values));
    if (result.size() < kBlock) {
        fill_one_by_one(generator, result);
    } else {
        fill_blocks(generator, result);
    }
    return result;
}

std::vector<float> torch_rand(std::uint64_t seed, std::int64_t values) {
    ZSCOPE_CHECK(values >= 0, "{} values", values);
    TorchGenerator generator(seed);
    std::vector<float> result(static_cast<std::size_t>(values));
    for (float& value : result)
        value = generator.uniform_float();
    return result;
}

std::vector<float> draw_z(std::string_view prior, std::uint64_t seed, std::int64_t count,
                          std::int64_t nz) {
    ZSCOPE_CHECK(count >= 0 && nz >= 1, "{} x {}", count, nz);
    if (prior == "normal") return torch_randn(seed, count * nz);
    if (prior != "uniform") {
        fail("the prior of z is \"{}\"; only normal and uniform are known here", prior);
    }
    std::vector<float> z = torch_rand(seed, count * nz);
    for (float& value : z)
        value = value * 2.0F - 1.0F;
    return z;
}

std::vector<float> training_z(std::string_view prior, std::uint64_t seed, std::int64_t step,
                              std::int64_t batch, std::int64_t nz) {
    return draw_z(prior, mix_seed(seed, static_cast<std::uint64_t>(step)), batch, nz);
}

std::uint64_t mix_seed(std::uint64_t a, std::uint64_t b) {
    // SplitMix64's finaliser over each number in turn, so that (a, b) and (b, a) differ.
    const auto finalise = [](std::uint64_t x) {
        x += 0x9E3779B97F4A7C15U;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
        return x ^ (x >> 31);
    };
    return finalise(finalise(a) ^ b);
}

}  // namespace zscope
