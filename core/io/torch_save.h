// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "core/model/host_tensor.h"

namespace zscope {

// The bytes of a file as Python's torch.save writes an OrderedDict of tensors (a zip of stored
// members: data.pkl, byteorder, version, data/0 …), which torch.load(weights_only=True) of PyTorch
// 1.6 and later reads. Names in the natural order ("main.3" before "main.12"); the same tensors
// give the same bytes. Dtypes: all of DType.
std::string torch_save_bytes(const NamedTensors& tensors);

// The same into a file, atomically.
void write_torch_archive(const std::filesystem::path& path, const NamedTensors& tensors);

}  // namespace zscope
