// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "core/io/torch_archive.h"

namespace zscope {

// The form that torch.save wrote before PyTorch 1.6 (today: _use_new_zipfile_serialization=False):
// five pickles, one behind the other (a magic number, the version 1001, facts of the machine, the
// content, the list of storages' keys), then for each key the number of its elements (int64) and
// their bytes. Source: PyTorch's torch/serialization.py, _legacy_save. Errors as in
// torch_archive.h.
bool looks_like_legacy_torch(std::span<const std::byte> head);
TorchArchive parse_legacy_torch(std::span<const std::byte> file, std::string_view source);

}  // namespace zscope
