// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/host_tensor.h"

namespace zscope {

// strict: our own files (header ≤ 1 MiB, ≤ 4,096 tensors, rank ≤ 8, dims ≤ 2^31, no holes, no
// overlap, no duplicate keys, dtypes F32 BF16 F16 I64 U8). foreign: other programs' files (any
// names, every DType, header ≤ 100 MB as the format allows); the same rules otherwise.
enum class SafetensorsProfile { strict, foreign };

struct SafetensorsFile {
    NamedTensors tensors;
    std::map<std::string, std::string> metadata;  // "__metadata__"
};

// Format: https://huggingface.co/docs/safetensors (8 bytes little-endian header length, JSON,
// data). Never runs anything from the file. A file that breaks a rule is an Error naming the rule,
// `source` and the tensor. Thread-safe.
SafetensorsFile parse_safetensors(std::span<const std::byte> file, std::string_view source,
                                  SafetensorsProfile profile);
SafetensorsFile read_safetensors(const std::filesystem::path& path, SafetensorsProfile profile);

// The metadata alone: reads the header, checked as foreign, and no data.
std::map<std::string, std::string> read_safetensors_metadata(const std::filesystem::path& path);

// Atomically; deterministic bytes (tensors ordered by name, data aligned to 8).
void write_safetensors(const std::filesystem::path& path, const SafetensorsFile& content);

}  // namespace zscope
