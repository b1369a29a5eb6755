// SPDX-License-Identifier: MIT
#include "core/engine/detail/oracle/world_batch.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/base/error.h"
#include "core/engine/detail/oracle/oracle_network.h"

namespace zscope::detail {

namespace {

constexpr std::int64_t kPiece = 256;

void copy_row(const at::Tensor& to, std::int64_t row, const void* from, std::size_t bytes) {
    std::memcpy(to[row].mutable_data_ptr(), from, bytes);
}

}  // namespace

WorldSet draw_set(const World& world, std::uint64_t seed, std::int64_t first, std::int64_t count,
                  const std::stop_token& stop, const std::function<void(double share)>& progress) {
    const WorldOptions options{.size = static_cast<int>(kOracleSize), .seed = seed};
    const auto attributes = world.attributes();
    const auto width = static_cast<std::int64_t>(attributes.size());
    WorldSet set;
    set.pixels = at::empty({count, kOracleSize, kOracleSize, 3}, at::kByte);
    set.labels = at::empty({count, width});
    if (!world.segments().empty()) {
        set.segments = at::empty({count, kOracleSize, kOracleSize}, at::kByte);
    }
    for (std::int64_t done = 0; done < count;) {
        if (stop.stop_requested()) fail("stopped while images were drawn");
        for (WorldImage& image :
             draw_many(world, options, first + done, std::min(kPiece, count - done))) {
            for (std::size_t k = 0; k < attributes.size(); ++k) {
                if (attributes[k].kind == WorldAttribute::Kind::degrees) {
                    image.labels[k] /= static_cast<float>(attributes[k].spread);
                }
            }
            copy_row(set.pixels, done, image.pixels.data(), image.pixels.size());
            copy_row(set.labels, done, image.labels.data(), image.labels.size() * sizeof(float));
            if (set.segments.defined()) {
                copy_row(set.segments, done, image.segments.data(), image.segments.size());
            }
            ++done;
        }
        if (progress) progress(static_cast<double>(done) / static_cast<double>(count));
    }
    return set;
}

at::Tensor oracle_input(const at::Tensor& bytes) {
    return oracle_input_of_planes(bytes.permute({0, 3, 1, 2}).to(at::kFloat).div(127.5).sub(1.0));
}

at::Tensor oracle_input_of_planes(const at::Tensor& planes) {
    at::Tensor x = planes.size(1) == 1
                       ? planes.expand({planes.size(0), 3, planes.size(2), planes.size(3)})
                       : planes;
    const std::int64_t side = x.size(2);
    const std::array<std::int64_t, 2> size = {kOracleSize, kOracleSize};
    if (side > kOracleSize) return at::adaptive_avg_pool2d(x, size);
    return side < kOracleSize ? at::upsample_bilinear2d(x, size, false) : x;
}

}  // namespace zscope::detail
