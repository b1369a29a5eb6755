// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zscope {

// Text inside a PNG: a chunk iTXt (PNG specification, 11.3.4.5), UTF-8, compressed. Other programs
// keep it or leave it out; the pixels are the same either way.

inline constexpr std::size_t kMostPngText = std::size_t{16} << 20;  // bytes, unpacked

bool is_png(std::span<const std::byte> file);

// The PNG with the text under `keyword` (1 to 79 letters), right after its header. `png` is what
// image_codec.h made.
std::vector<std::uint8_t> with_png_text(std::span<const std::uint8_t> png, std::string_view keyword,
                                        std::string_view text);

// The text under `keyword`, packed or not; nullopt if there is none, also where the file is no PNG.
// A file that ends early, a chunk whose checksum is wrong, a text that is not UTF-8, longer than
// kMostPngText or there twice, is an Error without the file's name. Reads no pixels.
std::optional<std::string> read_png_text(std::span<const std::byte> file, std::string_view keyword);

}  // namespace zscope
