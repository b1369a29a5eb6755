// SPDX-License-Identifier: MIT
#include "core/engine/detail/resident_data.h"

#include <algorithm>
#include <limits>
#include <span>

namespace zscope::detail {

namespace {

constexpr std::int64_t kPieceBytes = 16 << 20;  // of page-locked memory, sent at once

std::int64_t bytes_of_image(const DataSource& source) {
    return source.size() * source.size() * source.channels();
}

}  // namespace

bool fits_on_device(std::int64_t bytes, std::int64_t free_bytes) {
    return bytes <= free_bytes / 10 * 4;
}

std::int64_t bytes_of(const DataSource& source) {
    const std::int64_t each = bytes_of_image(source);
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    return source.count() > kMost / each ? kMost : source.count() * each;
}

at::Tensor upload_images(DataSource& source, at::Device where, const std::stop_token& stop,
                         const UploadProgress& progress) {
    const std::int64_t side = source.size(), channels = source.channels(), count = source.count();
    const std::int64_t each = bytes_of_image(source);
    const auto bytes = at::TensorOptions(where).dtype(at::kByte);
    at::Tensor all = at::empty({count, side, side, channels}, bytes);
    const std::int64_t piece = std::clamp<std::int64_t>(kPieceBytes / each, 1, count);
    const at::Tensor host =
        at::empty({piece, side, side, channels},
                  at::TensorOptions().dtype(at::kByte).pinned_memory(where.is_cuda()));
    const std::span<std::uint8_t> room(host.mutable_data_ptr<std::uint8_t>(), host.nbytes());
    for (std::int64_t first = 0; first < count; first += piece) {
        const std::int64_t images = std::min(piece, count - first);
        for (std::int64_t i = 0; i < images; ++i) {
            if (stop.stop_requested()) return {};
            source.read(first + i, room.subspan(static_cast<std::size_t>(i * each),
                                                static_cast<std::size_t>(each)));
        }
        all.narrow(0, first, images).copy_(host.narrow(0, 0, images));  // waits: `host` is reused
        if (progress) progress(static_cast<double>(first + images) / static_cast<double>(count));
    }
    return all;
}

}  // namespace zscope::detail
