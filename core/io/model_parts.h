// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "core/io/foreign_network.h"

namespace zscope {

// The networks in another program's file, told apart by the words in their tensors' names
// ("netG_state_dict.main.0.weight", "generator.…", "module.netD.…"), and where no name says it, by
// their shapes. Names stay as they are. What belongs to no network (an optimizer's state, fixed
// noise) is left out. Empty where the file has none.
struct ModelParts {
    ForeignNetwork g, g_ema, d;
};

// Two networks of one kind, or a file without any, are an Error that begins with `source`.
ModelParts split_model(const ForeignNetwork& file, std::string_view source);

}  // namespace zscope
