// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <memory>

#include "core/io/data/data_source.h"

namespace zscope {

// A data set in two parts that share no image: which image lies in which is a pure function of
// (seed, count, hold_out). Indices are those of the part, 0 … count() − 1.
// Throws Error unless at least one image is left to train on.
std::unique_ptr<DataSource> training_part(std::unique_ptr<DataSource> all, std::int64_t hold_out,
                                          std::int64_t seed);
// At most the first `most` of the part.
std::unique_ptr<DataSource> held_out_part(
    std::unique_ptr<DataSource> all, std::int64_t hold_out, std::int64_t seed,
    std::int64_t most = std::numeric_limits<std::int64_t>::max());

}  // namespace zscope
