// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zscope {

enum class DType { f64, f32, f16, bf16, i64, i32, i16, i8, u8, boolean };

std::size_t size_of(DType dtype);
std::string_view name_of(DType dtype);  // "float32", as messages show it

// A named block of numbers in memory, row-major, little endian, without LibTorch: how weights,
// z and images cross the borders between parts. Immutable; copies share the bytes. Thread-safe.
struct HostTensor {
    DType dtype = DType::f32;
    std::vector<std::int64_t> shape;          // empty: one number
    std::shared_ptr<const std::byte[]> data;  // bytes() of them; may point into a larger mapping

    std::int64_t count() const;  // product of the shape
    std::size_t bytes() const { return static_cast<std::size_t>(count()) * size_of(dtype); }
    std::span<const std::byte> raw() const { return {data.get(), bytes()}; }
    std::span<const float> f32() const;  // checks that dtype is f32

    static HostTensor from_floats(std::vector<std::int64_t> shape, std::span<const float> values);
    static HostTensor from_bytes(DType dtype, std::vector<std::int64_t> shape,
                                 std::span<const std::byte> bytes);
};

// Every float dtype as f32 (exact for f16 and bf16, rounded for f64); other dtypes are refused.
HostTensor to_f32(const HostTensor& tensor);

// An f32 tensor rounded to the nearest bf16 (ties to even, as LibTorch rounds; NaN stays NaN).
HostTensor to_bf16(const HostTensor& tensor);

// Ordered by byte order of the name, as model ids need it.
using NamedTensors = std::map<std::string, HostTensor>;

}  // namespace zscope
