// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/io/data/data_source.h"
#include "core/io/data/image_index.h"

namespace zscope {

// Decoded images of one size in memory, (N, size, size, channels).
std::unique_ptr<DataSource> make_memory_source(std::vector<std::uint8_t> images, std::int64_t size,
                                               std::int64_t channels);

struct ImageSetParts {
    std::unique_ptr<DataSource> images;  // as many as `index` has
    ImageIndex index;
    std::vector<std::int64_t> chosen;  // which of them, in this order: not empty
    bool check = false;                // each image against its CRC-32 when it is read
    std::string description;
    std::function<void(std::int64_t record)> on_bad_image;  // once for each that fails the check
};
// The chosen images with their labels. One that fails its check is replaced by the next good one;
// an Error if there is none.
std::unique_ptr<DataSource> make_image_set(ImageSetParts parts);

std::uint32_t crc32_of(std::span<const std::uint8_t> bytes);

}  // namespace zscope
