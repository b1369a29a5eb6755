// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace zscope::detail {

// Rows of a block, and the same images seen in a mirror: undefined where that does not count.
struct RowBlock {
    at::Tensor rows;      // (B, F)
    at::Tensor mirrored;  // (B, F) or undefined
};

// The k nearest of many rows to each of Q queries, by Euclidean distance. The rows pass in blocks,
// so that memory does not grow with their number: (Q, F) for the queries and one block. Which are
// near is found by matrix products; how near those are, by differences, since products lose what is
// small to rounding (a copy would not have the distance 0). Owned by one thread.
class NearestRows {
  public:
    // queries: (Q, F), f32. k ≥ 1.
    NearestRows(at::Tensor queries, std::int64_t k);

    // `first` is the index of the block's first row; a row and its mirror image have one index, and
    // the smaller of their distances.
    void look_at(const RowBlock& block, std::int64_t first);

    // (Q, k), nearest first; infinite and −1 where fewer than k rows passed.
    const at::Tensor& distances() const { return distances_; }
    const at::Tensor& indices() const { return indices_; }

  private:
    void look_for(std::int64_t begin, std::int64_t end, const RowBlock& block, std::int64_t first);

    at::Tensor queries_;
    std::int64_t k_;
    at::Tensor distances_, indices_;
};

}  // namespace zscope::detail
