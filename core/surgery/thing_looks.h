// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/latent/direction_effect.h"
#include "core/surgery/edit_effect.h"

namespace zscope {

// What was seen in N images.
struct ThingLooks {
    std::int64_t count = 0;
    std::vector<float> values;           // (N, attributes): logits or degrees
    std::vector<std::uint8_t> segments;  // (N, kSeenSize, kSeenSize); empty without maps
    std::vector<float> d_logits;         // (N); empty without a D
    std::vector<float> pixels;           // (N, C, S, S), −1…1
};
inline constexpr std::int64_t kSeenSize = 64;  // pixels a side that oracles look at

// What a look is asked for.
struct ThingQuestion {
    std::vector<JudgedAttribute> attributes;
    std::optional<std::size_t> attribute;
    std::uint8_t segment = 0;
};

// Pixels of a segment that count as "the thing is there": half a percent of the image.
inline constexpr std::int64_t kLeastPixels = kSeenSize * kSeenSize / 200;

// Whether image i surely has the thing: by its pixels where it has a place, else by the judge's
// sure answer.
bool has_thing(const ThingLooks& looks, const ThingQuestion& question, std::int64_t i);
std::int64_t pixels_of_thing(const ThingLooks& looks, std::uint8_t segment, std::int64_t i);

// The figures of EditEffect. `after` may hold several versions of the images `before`, one after
// another (draws of a control): its count is a multiple. All of `before` have the thing. Intervals:
// bootstrap over images, or Wilson's for shares. Pure; deterministic in `seed`.
EditEffect effect_of(const ThingLooks& before, const ThingLooks& after,
                     const ThingQuestion& question, std::uint64_t seed);
// Just EditEffect::left.
Estimate left_of(const ThingLooks& before, const ThingLooks& after, const ThingQuestion& question,
                 std::uint64_t seed);

// Fills in `before`, and `after` or `control`, of the rows of kinds (value 0 first): shares of the
// pixels where the thing was.
enum class PlaceColumn { before, after, control };
void fill_places(std::vector<PlaceShare>& kinds, PlaceColumn column, const ThingLooks& before,
                 const ThingLooks& after, std::uint8_t segment);

// Of images whose answer was sure, the share whose answer is now surely the opposite, per
// attribute; NaN of an angle and where nothing was sure.
std::vector<double> flipped_shares(const ThingLooks& before, const ThingLooks& after,
                                   const ThingQuestion& question);

}  // namespace zscope
