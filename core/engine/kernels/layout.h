// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace zscope::kernels {

// The upper half of an fp32 number, rounded to nearest even: what matrix units multiply.
struct bf16 {
    std::uint16_t bits;
};

// Feature maps are kept pixel by pixel, and within a pixel in tiles of 16 images × 32 channels:
//   [pixel][images / 16][channels / 32][16][32]
// For every pixel the batch is then a plain matrix, images × channels, so that a convolution is a
// sum of matrix products over its taps without gathering or scattering, and taps that fall outside
// the picture are left out instead of multiplied by zeros. Images are padded to a multiple of 32
// and channels likewise; what is padded holds zeros, always.
inline constexpr std::int64_t kTileRows = 16;
inline constexpr std::int64_t kTileColumns = 32;
inline constexpr std::int64_t kTile = kTileRows * kTileColumns;  // elements
inline constexpr std::int64_t kBlock = 32;  // rows and columns that one product makes

constexpr std::int64_t padded(std::int64_t count) {
    return (count + kBlock - 1) / kBlock * kBlock;
}

// Square maps of a batch.
struct MapsShape {
    std::int64_t side = 0;
    std::int64_t channels = 0;
    std::int64_t images = 0;

    std::int64_t pixels() const { return side * side; }
    std::int64_t image_tiles() const { return padded(images) / kTileRows; }
    std::int64_t channel_tiles() const { return padded(channels) / kTileColumns; }
    // Elements from one pixel to the next.
    std::int64_t pixel_stride() const { return image_tiles() * channel_tiles() * kTile; }
    std::int64_t elements() const { return pixels() * pixel_stride(); }
};

}  // namespace zscope::kernels
