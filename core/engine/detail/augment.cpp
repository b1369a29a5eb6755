// SPDX-License-Identifier: MIT
#include "core/engine/detail/augment.h"

#include <algorithm>
#include <vector>

#include "core/latent/torch_randn.h"
#include "core/worlds/random_stream.h"

namespace zscope::detail {

namespace {

constexpr std::int64_t kShiftPart = 8;   // of the side: the largest shift
constexpr std::int64_t kCutoutPart = 2;  // of the side: the square that is cut out

// One number per image, as (N, 1, 1, 1).
at::Tensor per_image(RandomStream& draws, const at::Tensor& images, double low, double high) {
    std::vector<float> values;
    for (std::int64_t i = 0; i < images.size(0); ++i) {
        values.push_back(static_cast<float>(draws.uniform(low, high)));
    }
    return at::tensor(values, at::kFloat).view({-1, 1, 1, 1}).to(images.options());
}

std::vector<std::int64_t> whole_numbers(RandomStream& draws, std::int64_t count, std::int64_t low,
                                        std::int64_t high) {
    std::vector<std::int64_t> values;
    for (std::int64_t i = 0; i < count; ++i) {
        values.push_back(low + draws.pick(static_cast<int>(high - low + 1)));
    }
    return values;
}

at::Tensor recoloured(at::Tensor x, RandomStream& draws) {
    x = x + per_image(draws, x, -0.5, 0.5);
    const at::Tensor grey = x.mean({1}, true);
    x = (x - grey) * per_image(draws, x, 0.0, 2.0) + grey;
    const at::Tensor mean = x.mean({1, 2, 3}, true);
    return (x - mean) * per_image(draws, x, 0.5, 1.5) + mean;
}

at::Tensor shifted(const at::Tensor& x, RandomStream& draws) {
    const std::int64_t side = x.size(2);
    const std::int64_t most = (side + kShiftPart / 2) / kShiftPart;
    const auto down = whole_numbers(draws, x.size(0), 0, 2 * most);
    const auto right = whole_numbers(draws, x.size(0), 0, 2 * most);
    const at::Tensor wide = at::constant_pad_nd(x, {most, most, most, most});
    std::vector<at::Tensor> windows;
    for (std::int64_t i = 0; i < x.size(0); ++i) {
        const auto at_image = static_cast<std::size_t>(i);
        windows.push_back(wide[i].narrow(1, down[at_image], side).narrow(2, right[at_image], side));
    }
    return at::stack(windows);
}

// The square's middle lies anywhere in the image; what reaches out of it is cut off.
at::Tensor cut_out(const at::Tensor& x, RandomStream& draws) {
    const std::int64_t side = x.size(2);
    const std::int64_t half = side / kCutoutPart / 2;
    const auto rows = whole_numbers(draws, x.size(0), 0, side);
    const auto columns = whole_numbers(draws, x.size(0), 0, side);
    at::Tensor mask = at::ones({x.size(0), 1, side, side}, x.options());
    for (std::int64_t i = 0; i < x.size(0); ++i) {
        const auto k = static_cast<std::size_t>(i);
        mask[i]
            .slice(1, std::max<std::int64_t>(rows[k] - half, 0), rows[k] + half)
            .slice(2, std::max<std::int64_t>(columns[k] - half, 0), columns[k] + half)
            .zero_();
    }
    return x * mask;
}

}  // namespace

bool augments(const TrainConfig& config) {
    return config.augment == "diffaugment";
}

at::Tensor augmented(const at::Tensor& images, const TrainConfig& config, std::int64_t step,
                     AugmentUse use) {
    if (!augments(config)) return images;
    RandomStream draws(
        mix_seed(static_cast<std::uint64_t>(config.seed), static_cast<std::uint64_t>(use)), step,
        "diffaugment");
    const at::Tensor x = cut_out(shifted(recoloured(images, draws), draws), draws);
    return x.contiguous(images.suggest_memory_format());
}

}  // namespace zscope::detail
