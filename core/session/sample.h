// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/model_ref.h"

namespace zscope {

using SampleId = std::int64_t;  // unique for ever within a library; 0: none

// Where a z came from. A sample IS its z; the origin only tells how to find it again.
struct SampleOrigin {
    std::string tool = "seed";         // "seed", "interpolate", "edited", "file" …
    std::optional<std::int64_t> seed;  // z = row `row` of randn(count, nz) after manual_seed(seed)
    std::int64_t row = 0;
    std::int64_t count = 1;
    std::string text;  // for people when there is no seed: "between #3 and #7, t 0.40"
    std::optional<std::int64_t> label = std::nullopt;  // chosen for all rows of a conditional model
    bool operator==(const SampleOrigin&) const = default;
};

// Immutable, append-only in the library; the Session holds ids.
struct Sample {
    SampleId id = 0;
    std::vector<float> z;  // (nz)
    SampleOrigin origin;
    ModelRef model;  // on which it was made
    bool operator==(const Sample&) const = default;
};
using SamplePointer = std::shared_ptr<const Sample>;

}  // namespace zscope
