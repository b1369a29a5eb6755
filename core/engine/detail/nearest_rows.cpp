// SPDX-License-Identifier: MIT
#include "core/engine/detail/nearest_rows.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/base/check.h"

namespace zscope::detail {

namespace {

constexpr std::int64_t kQueries = 512;  // at a time

// Squared distances (Q, B), up to what is the same for all rows of one query.
at::Tensor by_product(const at::Tensor& queries, const at::Tensor& rows) {
    return at::addmm(rows.square().sum(1).unsqueeze(0), queries, rows.t(), 1.0, -2.0);
}

// Distances (Q, K) of each query to the rows of its own list.
at::Tensor by_difference(const at::Tensor& queries, const at::Tensor& rows,
                         const at::Tensor& list) {
    const at::Tensor chosen =
        rows.index_select(0, list.flatten()).view({list.size(0), list.size(1), rows.size(1)});
    return (chosen - queries.unsqueeze(1)).square().sum(2).sqrt();
}

}  // namespace

NearestRows::NearestRows(at::Tensor queries, std::int64_t k)
    : queries_(std::move(queries)),
      k_(k),
      distances_(at::full({queries_.size(0), k}, std::numeric_limits<float>::infinity())),
      indices_(at::full({queries_.size(0), k}, -1, at::kLong)) {
    ZSCOPE_CHECK(queries_.dim() == 2 && k >= 1, "{} dimensions, k {}", queries_.dim(), k);
}

void NearestRows::look_at(const RowBlock& block, std::int64_t first) {
    ZSCOPE_CHECK(block.rows.size(1) == queries_.size(1), "{} values, not {}", block.rows.size(1),
                 queries_.size(1));
    for (std::int64_t begin = 0; begin < queries_.size(0); begin += kQueries)
        look_for(begin, std::min(begin + kQueries, queries_.size(0)), block, first);
}

void NearestRows::look_for(std::int64_t begin, std::int64_t end, const RowBlock& block,
                           std::int64_t first) {
    const at::Tensor some = queries_.slice(0, begin, end);
    at::Tensor squares = by_product(some, block.rows);
    if (block.mirrored.defined()) squares = at::minimum(squares, by_product(some, block.mirrored));
    const std::int64_t k = std::min(k_, block.rows.size(0));
    const at::Tensor list = std::get<1>(squares.topk(k, 1, /*largest=*/false));
    at::Tensor found = by_difference(some, block.rows, list);
    if (block.mirrored.defined())
        found = at::minimum(found, by_difference(some, block.mirrored, list));
    const at::Tensor distances = at::cat({distances_.slice(0, begin, end), found}, 1);
    const at::Tensor indices = at::cat({indices_.slice(0, begin, end), list + first}, 1);
    const auto [nearest, places] = distances.topk(k_, 1, /*largest=*/false, /*sorted=*/true);
    distances_.slice(0, begin, end).copy_(nearest);
    indices_.slice(0, begin, end).copy_(indices.gather(1, places));
}

}  // namespace zscope::detail
