// SPDX-License-Identifier: MIT
#include "core/engine/detail/feature_edits.h"

#include "core/base/error.h"

namespace zscope::detail {

namespace {

at::Tensor edited(const at::Tensor& maps, const Edit& edit) {
    switch (edit.op) {
        case EditOp::ablate:
            return at::zeros_like(maps);
        case EditOp::scale:
            return maps * edit.value;
        case EditOp::invert:
            return at::amax(maps, {2, 3}, true) + at::amin(maps, {2, 3}, true) - maps;
        case EditOp::hold:
            return at::full_like(maps, edit.value);
        case EditOp::add:
            return maps + edit.value;
    }
    fail("an unknown edit");
}

at::Tensor mask_tensor(const MapMask& mask) {
    at::Tensor cells = at::empty({mask.size, mask.size}, at::kBool);
    bool* out = cells.mutable_data_ptr<bool>();
    for (std::size_t i = 0; i < mask.cells.size(); ++i)
        out[i] = mask.cells[i] != 0;
    return cells;
}

}  // namespace

void check_edit(const Edit& edit, const Architecture& architecture) {
    const auto blocks = static_cast<std::int64_t>(architecture.blocks.size());
    if (edit.block < 1 || edit.block > blocks) {
        fail("An edit names block {}, but the model has blocks 1 to {}", edit.block, blocks);
    }
    const auto block = static_cast<std::size_t>(edit.block);
    const std::int64_t channels = architecture.blocks[block - 1].out;
    if (edit.units) {
        for (const std::int64_t unit : *edit.units) {
            if (unit >= 0 && unit < channels) continue;
            fail("An edit names unit {} of block {}, which has units 0 to {}", unit, edit.block,
                 channels - 1);
        }
    }
    if (!edit.mask) return;
    const std::int64_t size = architecture.map_size(block);
    if (edit.mask->size != size ||
        edit.mask->cells.size() != static_cast<std::size_t>(size * size)) {
        fail("An edit's mask is {0}×{0}, but the maps of block {1} are {2}×{2}", edit.mask->size,
             edit.block, size);
    }
}

at::Tensor apply_edit(const at::Tensor& maps, const Edit& edit) {
    const bool nothing = (edit.units && edit.units->empty()) || edit.strength == 0.0;
    if (nothing || (edit.op == EditOp::scale && edit.value == 1.0)) return maps;
    at::Tensor units;
    at::Tensor chosen = maps;
    if (edit.units) {
        units = at::tensor(*edit.units, at::kLong).to(maps.device());
        chosen = maps.index_select(1, units);
    }
    at::Tensor changed = edited(chosen, edit);
    if (edit.strength != 1.0) changed = chosen + (changed - chosen) * edit.strength;
    if (edit.mask) changed = at::where(mask_tensor(*edit.mask).to(maps.device()), changed, chosen);
    return edit.units ? maps.index_copy(1, units, changed) : changed;
}

}  // namespace zscope::detail
