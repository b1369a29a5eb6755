// SPDX-License-Identifier: MIT
#include "core/engine/detail/oracle/degrade.h"

#include <array>
#include <cmath>
#include <vector>

#include "core/latent/torch_randn.h"

namespace zscope::detail {

namespace {

constexpr double kMostBlur = 1.3;       // standard deviation, pixels
constexpr double kPixelNoise = 0.10;    // of −1…1, largest standard deviation
constexpr double kPatchNoise = 0.10;    // of 8 × 8 patches, smoothed
constexpr double kCheckerboard = 0.08;  // amplitude of the pattern of two pixels
constexpr double kContrast = 0.15;
constexpr double kCast = 0.08;

// All draws of one call, one stream after another.
class Draws {
  public:
    explicit Draws(std::uint64_t seed) : seed_(seed) {}
    at::Tensor normal(at::IntArrayRef shape) {
        const std::int64_t count = c10::multiply_integers(shape);
        const std::vector<float> values = torch_randn(mix_seed(seed_, next_++), count);
        return at::from_blob(const_cast<float*>(values.data()), shape).clone();
    }
    // Uniform in 0…1, (N, 1, 1, 1): one amount per image.
    at::Tensor amounts(std::int64_t images) {
        return (normal({images, 1, 1, 1}) * M_SQRT1_2).erf().add_(1.0).mul_(0.5);
    }

  private:
    std::uint64_t seed_;
    std::uint64_t next_ = 0;
};

// Towards the blurred image by an amount each: for small amounts the same as a smaller blur.
at::Tensor blurred(const at::Tensor& images, const at::Tensor& amounts) {
    std::vector<float> taps;
    double sum = 0.0;
    for (int x = -3; x <= 3; ++x) {
        taps.push_back(static_cast<float>(std::exp(-0.5 * x * x / (kMostBlur * kMostBlur))));
        sum += static_cast<double>(taps.back());
    }
    const at::Tensor row =
        at::from_blob(taps.data(), {1, 1, 1, 7}).clone().div_(sum).expand({3, 1, 1, 7});
    const std::array<std::int64_t, 2> one = {1, 1};
    const std::array<std::int64_t, 2> none = {0, 0};
    at::Tensor soft = at::replication_pad2d(images, {3, 3, 3, 3});
    soft = at::conv2d(soft, row.contiguous(), {}, one, none, one, 3);
    soft = at::conv2d(soft, row.transpose(2, 3).contiguous(), {}, one, none, one, 3);
    return images + amounts * (soft - images);
}

at::Tensor patches(Draws& draws, const at::Tensor& images) {
    const std::array<std::int64_t, 2> size = {images.size(2), images.size(3)};
    return at::upsample_bilinear2d(draws.normal({images.size(0), 3, 8, 8}), size, false);
}

// Alternating sign by pixel, strength that varies slowly over the image.
at::Tensor checkerboard(Draws& draws, const at::Tensor& images) {
    const std::int64_t side = images.size(2);
    const at::Tensor sign = at::arange(side).remainder(2).mul(2.0).sub(1.0);
    return patches(draws, images) * (sign.view({side, 1}) * sign.view({1, side}));
}

}  // namespace

at::Tensor degraded(const at::Tensor& images, std::uint64_t seed, double clean) {
    Draws draws(seed);
    const std::int64_t n = images.size(0);
    const at::Tensor spoilt = draws.amounts(n).ge(clean).to(at::kFloat);
    const auto amount = [&](double most) { return draws.amounts(n) * spoilt * most; };
    at::Tensor x = blurred(images, amount(1.0));
    x = x + amount(kPixelNoise) * draws.normal(images.sizes());
    x = x + amount(kPatchNoise) * patches(draws, images);
    x = x + amount(kCheckerboard) * checkerboard(draws, images);
    x = x * (1.0 + kContrast * spoilt * (2.0 * draws.amounts(n) - 1.0));
    x = x + kCast * spoilt * draws.normal({n, 3, 1, 1});
    return x.clamp(-1.0, 1.0);
}

}  // namespace zscope::detail
