// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/image/image.h"

namespace zscope {

// At most 256 colours for all frames of a clip together, as GIF wants them. One palette for the
// whole clip and no dither: with a palette a frame, and with dither, still parts would flicker.
class ClipPalette {
  public:
    // The frames' own colours where there are no more than 256 of them; else colours by median cut
    // (Heckbert 1982): again and again the set of colours that is off the most is cut at its mean,
    // across the axis along which it is widest. Deterministic. Alpha is ignored.
    explicit ClipPalette(std::span<const std::shared_ptr<const ImageRgba8>> frames);

    const std::vector<std::array<std::uint8_t, 3>>& colours() const { return colours_; }
    // Of each pixel, row by row: an index into colours(). Of the frames that the palette was made
    // of.
    std::vector<std::uint8_t> indices(const ImageRgba8& frame) const;

  private:
    std::vector<std::array<std::uint8_t, 3>> colours_;
    // By exact colour, or by the upper six bits of each channel.
    std::unordered_map<std::uint32_t, std::uint8_t> index_;
    unsigned dropped_bits_ = 0;
};

}  // namespace zscope
