// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "core/model/host_tensor.h"

namespace zscope {

// SHA-256, as lower-case hex, over the float tensors of a G, without num_batches_tracked, in byte
// order of the canonical name: name, 0x00, rank u32 LE, dims u64 LE, fp32 LE bytes. So a .pth, its
// import and a copy agree.
std::string model_id(const NamedTensors& generator);

}  // namespace zscope
