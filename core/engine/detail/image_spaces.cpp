// SPDX-License-Identifier: MIT
#include "core/engine/detail/image_spaces.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>

#include "core/base/error.h"
#include "core/engine/detail/network.h"
#include "core/engine/oracle.h"

namespace zscope::detail {

namespace {

constexpr std::int64_t kPixelSide = 32;

// Scaled so that a distance is a root mean square.
at::Tensor pixel_rows(const at::Tensor& bytes) {
    at::Tensor planes = bytes.permute({0, 3, 1, 2}).to(at::kFloat);
    const std::array<std::int64_t, 2> side = {kPixelSide, kPixelSide};
    if (planes.size(2) > kPixelSide) planes = at::adaptive_avg_pool2d(planes, side);
    const at::Tensor rows = planes.flatten(1);
    return (rows - rows.mean(1, /*keepdim=*/true)) / std::sqrt(static_cast<double>(rows.size(1)));
}

std::optional<ImageSpace> oracle_space(const World* world) {
    if (world == nullptr) return std::nullopt;
    try {
        auto oracle = std::make_shared<Oracle>(Oracle::shipped(*world));
        return ImageSpace{
            "features",
            fmt::format("distance in the last hidden layer of the oracle of {}, which "
                        "never saw the training",
                        world->name()),
            [oracle](const at::Tensor& bytes) {
                const OracleReading reading = oracle->read(to_host(planes_of_bytes(bytes)));
                return at::from_blob(const_cast<float*>(reading.features.data()),
                                     {reading.count, oracle->features()})
                    .clone();
            }};
    } catch (const Error&) {
        return std::nullopt;  // no oracle of this world ships
    }
}

std::optional<ImageSpace> d_space(const ModelSnapshot& model) {
    if (!model.discriminator || !model.d) return std::nullopt;
    auto d = std::make_shared<Network>(Network::from_tensors(*model.discriminator, *model.d));
    const auto last = static_cast<std::int64_t>(model.discriminator->blocks.size());
    return ImageSpace{
        "features",
        "distance in D's last hidden maps, averaged to 2 x 2. D itself saw the training images and "
        "not the held-out ones, so that this is no more than a hint",
        [d, last](const at::Tensor& bytes) {
            const at::Tensor maps = d->forward_to_block(
                planes_of_bytes(bytes), std::max<std::int64_t>(1, last - 1), Mode::eval);
            const std::array<std::int64_t, 2> side = {std::min<std::int64_t>(2, maps.size(2)),
                                                      std::min<std::int64_t>(2, maps.size(3))};
            return at::adaptive_avg_pool2d(maps, side).flatten(1);
        }};
}

}  // namespace

std::vector<ImageSpace> image_spaces(const SnapshotPointer& model, const World* world) {
    std::vector<ImageSpace> spaces{
        {"pixels",
         "root mean square of the differences at 32 x 32 pixels, without each image's mean, in "
         "levels of 255",
         pixel_rows}};
    std::optional<ImageSpace> features = oracle_space(world);
    if (!features) features = d_space(*model);
    if (features) spaces.push_back(std::move(*features));
    return spaces;
}

at::Tensor bytes_of_planes(const at::Tensor& planes) {
    // As to_byte() in core/image/grid.h.
    return ((planes + 1.0) * 127.5 + 0.5)
        .floor()
        .clamp(0, 255)
        .to(at::kByte)
        .permute({0, 2, 3, 1})
        .contiguous();
}

at::Tensor planes_of_bytes(const at::Tensor& bytes) {
    return (bytes.permute({0, 3, 1, 2}).to(at::kFloat) / 127.5 - 1.0).contiguous();
}

}  // namespace zscope::detail
