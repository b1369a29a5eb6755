// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/safetensors.h"

namespace zscope {

// The JSON part of a safetensors file, as written there. parse_safetensors_header checks its form,
// dtypes, and that shapes agree with the lengths; whether the offsets cover the data without holes
// is the caller's check, who knows the file's size.
struct SafetensorsEntry {
    std::string name;
    DType dtype = DType::f32;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0;  // bytes from the start of the data
    std::uint64_t end = 0;
};

struct SafetensorsHeader {
    std::vector<SafetensorsEntry> entries;  // in the order of the file
    std::map<std::string, std::string> metadata;
};

inline constexpr std::size_t kMaxTensors = 4096;
inline constexpr std::size_t kMaxRank = 8;
inline constexpr std::uint64_t kMaxExtent = std::uint64_t{1} << 31;

SafetensorsHeader parse_safetensors_header(std::string_view json, std::string_view source,
                                           SafetensorsProfile profile);

std::string_view safetensors_name(DType dtype);  // "F32"

}  // namespace zscope
