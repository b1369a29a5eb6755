// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/worlds/world.h"

namespace zscope {

inline constexpr std::string_view kWorldPrefix = "world:";
inline constexpr std::int64_t kWorldImages = 30000;

// A world as training data, as --data names it.
struct WorldWord {
    const World* world = nullptr;
    WorldOptions options;
    std::int64_t count = kWorldImages;
};

// "world:faces", "world:faces,count=50000,seed=3", "world:faces,hat~man=0.8" (hat given man, by
// that strength), "world:rooms,window=1" (held). Throws Error, saying which part is wrong.
WorldWord parse_world_word(std::string_view text);

// The same in one way of writing, defaults left out, the size not part of it: equal words are equal
// images. parse_world_word reads it back.
std::string world_word(const WorldWord& word);

// "hat~man=0.8" and "smile=1", as the command line's --correlate and --hold take them.
Correlation parse_correlation(std::string_view text);
FixedAttribute parse_fixed(std::string_view text);

}  // namespace zscope
