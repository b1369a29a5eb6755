// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/architecture.h"

namespace zscope::detail::direct {

// Whether networks are built as our kernels expect it: kernel 4, stride 2, no bias, BatchNorm in
// all but the first of D and the last of G, at most four image channels. Others go to LibTorch.
bool supports_generator(const Architecture& generator);
bool supports(const Architecture& generator, const Architecture& discriminator);

}  // namespace zscope::detail::direct
