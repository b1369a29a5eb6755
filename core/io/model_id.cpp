// SPDX-License-Identifier: MIT
#include "core/io/model_id.h"

#include <fmt/format.h>

#include <cstdint>
#include <span>

#include "core/io/sha256.h"

namespace zscope {

namespace {

template <class Value>
void add_value(Sha256& hash, const Value& value) {  // little endian, as this machine holds it
    hash.add(std::as_bytes(std::span(&value, 1)));
}

bool is_float(DType dtype) {
    return dtype == DType::f64 || dtype == DType::f32 || dtype == DType::f16 ||
           dtype == DType::bf16;
}

}  // namespace

std::string model_id(const NamedTensors& generator) {
    Sha256 hash;
    for (const auto& [name, tensor] : generator) {
        if (!is_float(tensor.dtype) || name.ends_with("num_batches_tracked")) continue;
        const HostTensor values = to_f32(tensor);
        hash.add(std::as_bytes(std::span(name.c_str(), name.size() + 1)));
        add_value(hash, static_cast<std::uint32_t>(values.shape.size()));
        for (const std::int64_t extent : values.shape) {
            add_value(hash, static_cast<std::uint64_t>(extent));
        }
        hash.add(values.raw());
    }
    std::string hex;
    for (const std::uint8_t byte : hash.digest())
        hex += fmt::format("{:02x}", byte);
    return hex;
}

}  // namespace zscope
