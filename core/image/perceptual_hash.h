// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

namespace zscope {

inline constexpr int kHashSide = 32;

// A hash of what an image looks like from afar: the signs, against their median, of the 8 × 8
// lowest frequencies of the 32 × 32 grey image's cosine transform ("pHash"; Zauner 2010). Images
// that differ in size, brightness or compression have hashes that differ in few bits of 64. Bit
// 8·v + u is frequency u across and v down. A frequency weaker than one grey level counts as 0, so
// that a plain image has no bits of noise. `grey`: 32·32 bytes. Pure.
std::uint64_t perceptual_hash(std::span<const std::uint8_t> grey);

}  // namespace zscope
