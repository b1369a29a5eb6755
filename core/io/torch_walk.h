// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "core/io/torch_archive.h"
#include "core/io/torch_storages.h"

namespace zscope {

// Finds tensors, numbers, texts and the modules of torch.nn in a pickle, and names each by its
// path. Bounded in depth, number and bytes; an Error begins with `source`.
TorchArchive walk_torch_pickle(const Pickle& pickle, TorchStorages& storages,
                               std::string_view source);

}  // namespace zscope
