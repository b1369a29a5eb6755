// SPDX-License-Identifier: MIT
#include <cstring>
#include <utility>

#include "core/io/codecs/codec.h"

namespace zscope {

namespace {

// A TIFF structure of either byte order, as EXIF holds it; every read is inside or gives nothing.
class TiffReader {
  public:
    explicit TiffReader(std::span<const std::byte> bytes) : bytes_(bytes) {
        little_ = bytes.size() >= 2 && byte_at(bytes, 0) == 'I';
    }
    bool has(std::size_t at, std::size_t size) const {
        return at <= bytes_.size() && size <= bytes_.size() - at;
    }
    std::uint32_t u16(std::size_t at) const {
        if (!has(at, 2)) return 0;
        const std::uint32_t first = byte_at(bytes_, at), second = byte_at(bytes_, at + 1);
        return little_ ? first | second << 8 : first << 8 | second;
    }
    std::uint32_t u32(std::size_t at) const {
        if (!has(at, 4)) return 0;
        return little_ ? u32_little_endian(bytes_, at) : u32_big_endian(bytes_, at);
    }

  private:
    std::span<const std::byte> bytes_;
    bool little_ = false;
};

}  // namespace

int exif_orientation(std::span<const std::byte> segment) {
    constexpr std::string_view kName("Exif\0\0", 6);
    constexpr std::uint32_t kOrientation = 0x0112, kShort = 3;
    constexpr std::size_t kEntryBytes = 12;
    if (segment.size() < kName.size() ||
        std::memcmp(segment.data(), kName.data(), kName.size()) != 0) {
        return 1;
    }
    const TiffReader tiff(segment.subspan(kName.size()));
    const std::size_t directory = tiff.u32(4);
    const std::size_t entries = tiff.u16(directory);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t at = directory + 2 + i * kEntryBytes;
        if (!tiff.has(at, kEntryBytes)) return 1;
        if (tiff.u16(at) != kOrientation || tiff.u16(at + 2) != kShort) continue;
        const std::uint32_t value = tiff.u16(at + 8);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

ImageU8 upright(ImageU8 image, int orientation) {
    if (orientation <= 1 || orientation > 8) return image;
    const bool turned = orientation >= 5;
    const int w = image.width, h = image.height;
    ImageU8 result{turned ? h : w, turned ? w : h, image.channels,
                   std::vector<std::uint8_t>(image.pixels.size())};
    const auto channels = static_cast<std::size_t>(image.channels);
    std::uint8_t* out = result.pixels.data();
    for (int y = 0; y < result.height; ++y) {
        for (int x = 0; x < result.width; ++x) {
            // Where this pixel comes from: turned ones swap their coordinates first.
            int from_x = turned ? y : x;
            int from_y = turned ? x : y;
            if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) {
                from_x = w - 1 - from_x;
            }
            if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) {
                from_y = h - 1 - from_y;
            }
            const std::size_t from = static_cast<std::size_t>(from_y) * w + from_x;
            std::memcpy(out, &image.pixels[from * channels], channels);
            out += channels;
        }
    }
    return result;
}

}  // namespace zscope
