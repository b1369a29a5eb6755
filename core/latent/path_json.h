// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/latent/latent_source.h"
#include "core/latent/path.h"

namespace zscope {

// A path in a file, version 1: how it goes, and where its key points are from.
//     {"format": "zscope-path", "version": 1, "mode": "slerp", "closed": true, "segment_s": 1.5,
//      "points": [{"seed": 7}, {"seed": 7, "row": 3, "count": 64, "hold_s": 0.5},
//                 {"file": "z.safetensors", "row": 2}, {"z": [0.1, …]}]}
// mode: slerp, lerp, classic-slerp. Left out: slerp, open, 1 s a segment, row 0, no hold; count 64
// where there is a row, else 1.
struct PathPoint {
    LatentSource source;
    double hold_s = 0.0;
    bool operator==(const PathPoint&) const = default;
};
struct PathFile {
    PathMode mode = PathMode::slerp;
    bool closed = false;
    double segment_s = 1.0;
    std::vector<PathPoint> points;
    bool operator==(const PathFile&) const = default;
};
inline constexpr int kPathVersion = 1;

// An Error begins with `source` and names the key: unknown keys, wrong types, a number of points
// that is no path's, a later version.
PathFile parse_path(std::string_view json, const std::string& source);
std::string path_to_json(const PathFile& path);

}  // namespace zscope
