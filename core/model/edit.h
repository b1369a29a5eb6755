// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zscope {

// ablate: 0. scale: value·x. hold: value. add: x + value. invert: max + min − x, with the extremes
// of that image's map, so that bright and dark swap within the range the map had (−x would leave
// nothing for a ReLU's maps to say); twice gives the map back.
enum class EditOp { ablate, scale, invert, hold, add };

// Which cells of a feature map an edit touches; row-major, size×size, 0 or 1.
struct MapMask {
    std::int64_t size = 0;
    std::vector<std::uint8_t> cells;
    bool operator==(const MapMask&) const = default;
};

// A change to feature maps of the generator, applied after the block's activation, in list order.
struct Edit {
    std::int64_t block = 1;                          // numbered from z, 1-based
    std::optional<std::vector<std::int64_t>> units;  // nullopt: all units of the block
    std::optional<MapMask> mask;                     // nullopt: the whole map
    EditOp op = EditOp::ablate;
    double value = 0.0;  // factor, constant or addend; unused by ablate and invert
    bool on = true;
    // How much of it is done: x + strength · (edited x − x), 0 … 1.
    double strength = 1.0;
    std::string name = {};  // for people: "glasses, top 20"
    bool operator==(const Edit&) const = default;
};

}  // namespace zscope
