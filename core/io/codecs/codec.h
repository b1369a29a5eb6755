// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/image/image.h"

namespace zscope {

inline constexpr std::size_t kMaxImageFileBytes = std::size_t{64} << 20;
inline constexpr std::int64_t kMaxImageSide = 8192;
inline constexpr std::int64_t kMaxImagePixels = std::int64_t{1} << 26;

enum class ImageKind {
    none,   // not an image by its first bytes
    other,  // an image of a kind that zscope does not read
    png,
    bmp,
    jpeg,
    webp,
};
struct SniffedImage {
    ImageKind kind = ImageKind::none;
    std::string_view name;  // "PNG", "GIF"; empty for none
};
// How many bytes of a file's beginning sniff_image() needs at most.
inline constexpr std::size_t kSniffBytes = 32;
SniffedImage sniff_image(std::span<const std::byte> head);

// The functions below throw Error with a reason that names no file: "the file ends early".
// decode_by_content() tells the kind from the bytes; see decode_image() for the limits.
ImageU8 decode_by_content(std::span<const std::byte> file);
ImageU8 decode_png(std::span<const std::byte> file);
ImageU8 decode_bmp(std::span<const std::byte> file);
ImageU8 decode_jpeg(std::span<const std::byte> file);
ImageU8 decode_webp(std::span<const std::byte> file);

// Called with the header's numbers, before any memory for pixels is taken.
void check_image_size(std::int64_t width, std::int64_t height);
// Pixels of 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA) components, alpha blended onto white.
ImageU8 flatten_onto_white(std::span<const std::uint8_t> pixels, int width, int height,
                           int components);

// The orientation (1…8; 1: upright) that a JPEG's APP1 segment holds; 1 if it holds none.
int exif_orientation(std::span<const std::byte> segment);
// Turns and mirrors an image of that orientation, so that its top is up.
ImageU8 upright(ImageU8 image, int orientation);

inline const unsigned char* as_unsigned(std::span<const std::byte> bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline std::uint32_t byte_at(std::span<const std::byte> bytes, std::size_t at) {
    return std::to_integer<std::uint32_t>(bytes[at]);
}
inline std::uint32_t u32_little_endian(std::span<const std::byte> bytes, std::size_t at) {
    return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8 | byte_at(bytes, at + 2) << 16 |
           byte_at(bytes, at + 3) << 24;
}
inline std::uint32_t u32_big_endian(std::span<const std::byte> bytes, std::size_t at) {
    return byte_at(bytes, at) << 24 | byte_at(bytes, at + 1) << 16 | byte_at(bytes, at + 2) << 8 |
           byte_at(bytes, at + 3);
}

}  // namespace zscope
