// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/model/edit.h"

namespace zscope {

// Edits that a person makes by pointing at units of a block. Values in, values out.

// Those that are on, in their order.
std::vector<Edit> edits_on(std::span<const Edit> edits);

// The units of `block`, of `count`, that are ablated as a whole: by an edit that is on, at full
// strength and without a mask. Ascending, each once.
std::vector<std::int64_t> ablated_units(std::span<const Edit> edits, std::int64_t block,
                                        std::int64_t count);

// "unit 17", "3 units": what an edit of these is called.
std::string name_of_units(std::span<const std::int64_t> units);

// The list with one more edit, last; of no units: the list as it is.
std::vector<Edit> with_edit(std::vector<Edit> edits, std::int64_t block,
                            std::vector<std::int64_t> units, EditOp op, double value);

// As pressing Ablate does: ablates those of `units` that are not yet; if all are, takes them out of
// the edits that ablated them, and edits that are left without units out of the list.
// `count`: units of the block.
std::vector<Edit> toggle_ablation(std::vector<Edit> edits, std::int64_t block,
                                  std::span<const std::int64_t> units, std::int64_t count);

}  // namespace zscope
