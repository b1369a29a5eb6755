// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/io/foreign_network.h"

namespace zscope {

// The tensors of a file written by Python's torch.save (the zip form, and the stream of pickles
// that PyTorch before 1.6 wrote; any extension), by a restricted pickle reader: unknown globals
// become inert placeholders and are never called; tensors are found by walking dicts, OrderedDicts,
// lists and _modules/_parameters/_buffers. Names are the paths joined with '.', e.g.
// "netG_state_dict.main.0.weight". Strided views are made contiguous; devices are ignored. Damaged
// or hostile files are an Error naming the file. Thread-safe.
struct TorchArchive : ForeignNetwork {
    std::map<std::string, double> numbers;       // plain numbers found on the way ("epoch")
    std::map<std::string, std::string> strings;  // plain strings found on the way
};

bool looks_like_torch_archive(std::span<const std::byte> head);  // the first bytes, 64 or more
TorchArchive read_torch_archive(const std::filesystem::path& path);
TorchArchive parse_torch_archive(std::span<const std::byte> file, std::string_view source);

}  // namespace zscope
