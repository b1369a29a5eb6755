// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "core/image/image.h"

namespace zscope {

// Decodes PNG, BMP (stb_image), JPEG (libjpeg-turbo; grey, CMYK and YCCK too) and WebP (libwebp)
// from memory; the kind is sniffed from the bytes, never from a name. Grey files give channels = 1,
// all others 3; alpha is blended onto white; a JPEG's EXIF orientation is applied. Limits: 64 MiB
// of file, 8192 pixels a side, 2^26 in all. A damaged or hostile file is an Error whose message
// names `source`. Thread-safe.
ImageU8 decode_image(std::span<const std::byte> file, std::string_view source);

// PNG bytes; deterministic for given pixels.
std::vector<std::uint8_t> encode_png(const ImageRgba8& image);
std::vector<std::uint8_t> encode_png(const ImageU8& image);

// Writes atomically (file_write.h).
void write_png(const std::filesystem::path& path, const ImageRgba8& image);
void write_png(const std::filesystem::path& path, const ImageU8& image);

}  // namespace zscope
