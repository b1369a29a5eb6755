// SPDX-License-Identifier: MIT
#include "core/engine/detail/tick_features.h"

#include <array>
#include <cmath>
#include <memory>
#include <numbers>

#include "core/base/error.h"
#include "core/engine/detail/image_spaces.h"
#include "core/engine/detail/network.h"
#include "core/engine/direction_judge.h"
#include "core/engine/oracle.h"
#include "core/latent/latent_source.h"
#include "core/latent/torch_randn.h"

namespace zscope::detail {

namespace {

constexpr std::int64_t kPool = 256;
constexpr std::uint64_t kPoolSeed = 977;
constexpr std::int64_t kColourSide = 16, kEdgeCells = 8, kEdgeDirections = 8;
constexpr double kLength = 10.0;  // of a row's group, root mean square: the scale of the penalty

at::Tensor square_pool(const at::Tensor& planes, std::int64_t side) {
    const std::array<std::int64_t, 2> size = {side, side};
    return at::adaptive_avg_pool2d(planes, size);
}

at::Tensor colours(const HostTensor& images) {
    const at::Tensor rows = square_pool(to_tensor(images), kColourSide).flatten(1);
    return rows - rows.mean(1, /*keepdim=*/true);
}

// Each edge's strength is shared between the two directions next to its own.
at::Tensor edges(const HostTensor& images) {
    const at::Tensor grey = to_tensor(images).mean(1, /*keepdim=*/true);
    const at::Tensor wide = at::replication_pad2d(grey, {1, 1, 1, 1});
    const std::int64_t side = grey.size(2);
    const at::Tensor x = (wide.narrow(3, 2, side) - wide.narrow(3, 0, side)).narrow(2, 1, side);
    const at::Tensor y = (wide.narrow(2, 2, side) - wide.narrow(2, 0, side)).narrow(3, 1, side);
    const at::Tensor strength = (x.square() + y.square()).sqrt();
    const at::Tensor place =
        at::atan2(y, x).div(std::numbers::pi).remainder(1.0).mul(kEdgeDirections);
    std::vector<at::Tensor> cells;
    for (std::int64_t k = 0; k < kEdgeDirections; ++k) {
        const at::Tensor off = (place - k).abs();
        const at::Tensor near = (1.0 - at::minimum(off, kEdgeDirections - off)).clamp_min(0);
        cells.push_back(square_pool(near * strength, kEdgeCells).flatten(1));
    }
    return at::cat(cells, 1).clamp_min(0).sqrt();
}

std::function<at::Tensor(const HostTensor&)> maps_of_d(const ModelSnapshot& model) {
    auto d = std::make_shared<Network>(Network::from_tensors(*model.discriminator, *model.d));
    const auto last = static_cast<std::int64_t>(model.discriminator->blocks.size());
    return [d, last](const HostTensor& images) {
        const at::Tensor maps =
            d->forward_to_block(to_tensor(images), std::max<std::int64_t>(1, last - 1), Mode::eval);
        return square_pool(maps, std::min<std::int64_t>(2, maps.size(2))).flatten(1);
    };
}

std::function<at::Tensor(const HostTensor&)> layer_of_oracle(std::shared_ptr<Oracle> oracle) {
    return [oracle](const HostTensor& images) {
        const OracleReading reading = oracle->read(images);
        return at::from_blob(const_cast<float*>(reading.features.data()),
                             {reading.count, oracle->features()})
            .clone();
    };
}

std::shared_ptr<Oracle> face_oracle() {
    try {
        return std::make_shared<Oracle>(Oracle::shipped(find_world("faces")));
    } catch (const Error&) {
        return nullptr;  // it did not come with this build
    }
}

}  // namespace

TickFeatures::TickFeatures(Sampler& sampler, const std::stop_token& stop) {
    const ModelSnapshot& model = sampler.model();
    groups_.push_back({colours, {}, {}});
    groups_.push_back({edges, {}, {}});
    what_ = "colours and edges";
    if (model.d && model.discriminator) {
        groups_.push_back({maps_of_d(model), {}, {}});
        what_ = "colours, edges and D's maps";
    }
    if (const auto oracle = model.generator.channels == 3 ? face_oracle() : nullptr) {
        groups_.push_back({layer_of_oracle(oracle), {}, {}});
        what_ += ", and a network that knows drawn faces";
    }
    const std::vector<float> z = draw_z(model.prior, kPoolSeed, kPool, model.generator.nz);
    const HostTensor images = images_of(sampler, z, {}, stop);
    for (Group& group : groups_) {
        const at::Tensor rows = group.rows_of(images);
        group.mean = rows.mean(0);
        const double even = kLength / std::sqrt(static_cast<double>(rows.size(1)));
        group.scale = even / rows.std(0, /*unbiased=*/false).clamp_min(1e-4);
    }
}

at::Tensor TickFeatures::rows_of(const HostTensor& images) const {
    std::vector<at::Tensor> parts;
    for (const Group& group : groups_)
        parts.push_back((group.rows_of(images) - group.mean) * group.scale);
    return at::cat(parts, 1).contiguous();
}

}  // namespace zscope::detail
