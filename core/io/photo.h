// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/image/image.h"

namespace zscope {

// Whether a file is an image by its first bytes, of whatever kind; false if it cannot be read.
bool is_image_file(const std::filesystem::path& path);

// One image file as a model of this size would have been trained on it: decode_image, then
// prepare_image with the largest square in the middle. (size, size, channels). An Error names the
// file.
ImageU8 read_photo(const std::filesystem::path& path, std::int64_t size, std::int64_t channels);

}  // namespace zscope
