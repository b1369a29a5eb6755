// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/isa/adam.h"
#include "core/engine/kernels/isa/ends.h"
#include "core/engine/kernels/isa/expand.h"
#include "core/engine/kernels/isa/foreign.h"
#include "core/engine/kernels/isa/multiply.h"
#include "core/engine/kernels/isa/norm.h"
#include "core/engine/kernels/isa/pack.h"
#include "core/engine/kernels/isa/weight_gradient.h"

namespace zscope::kernels {
namespace {

// All kernels over one way to multiply blocks.
template <class Block>
constexpr KernelSet kernel_set(const char* name, bool bf16) {
    return {.name = name,
            .bf16 = bf16,
            .paired = Block::kPaired,
            .multiply = multiply<Block>,
            .finish = finish<Block>,
            .unblock = unblock<Block>,
            .weight_gradient = weight_gradient<Block>,
            .norm = norm<Block>,
            .pack = pack<Block>,
            .patches = patches<Block>,
            .take = take<Block>,
            .rows = rows<Block>,
            .expand = expand<Block>,
            .head_forward = head_forward<Block>,
            .head_backward = head_backward<Block>,
            .head_weights = head_weights<Block>,
            .adam = adam<Block>};
}

}  // namespace
}  // namespace zscope::kernels
