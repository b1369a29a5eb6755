// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/session/sample_book.h"

namespace zscope {

// z of the samples that are in the book and have `width` numbers, one after another: (N, width).
std::vector<float> rows_of(const std::vector<SampleId>& ids, const SampleBook& samples,
                           std::int64_t width);

}  // namespace zscope
