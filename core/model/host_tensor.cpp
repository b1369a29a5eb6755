// SPDX-License-Identifier: MIT
#include "core/model/host_tensor.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <span>
#include <vector>

#include "core/base/check.h"
#include "core/base/error.h"

namespace zscope {

namespace {

struct DTypeFacts {
    std::size_t size;
    std::string_view name;
};

DTypeFacts facts(DType dtype) {
    switch (dtype) {
        case DType::f64:
            return {8, "float64"};
        case DType::f32:
            return {4, "float32"};
        case DType::f16:
            return {2, "float16"};
        case DType::bf16:
            return {2, "bfloat16"};
        case DType::i64:
            return {8, "int64"};
        case DType::i32:
            return {4, "int32"};
        case DType::i16:
            return {2, "int16"};
        case DType::i8:
            return {1, "int8"};
        case DType::u8:
            return {1, "uint8"};
        case DType::boolean:
            return {1, "bool"};
    }
    return {0, "unknown"};
}

// IEEE 754 binary16 → binary32, exact.
float half_to_float(std::uint16_t half) {
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16;
    const std::uint32_t exponent = (half >> 10) & 0x1FU;
    const std::uint32_t mantissa = half & 0x3FFU;
    if (exponent == 0) {  // zero and subnormals: mantissa · 2^−24
        const float magnitude = static_cast<float>(mantissa) * 0x1p-24F;
        return sign != 0 ? -magnitude : magnitude;
    }
    const std::uint32_t wide = exponent == 31 ? 255U : exponent + 112U;
    return std::bit_cast<float>(sign | (wide << 23) | (mantissa << 13));
}

template <class From, class Convert>
void convert_all(const HostTensor& tensor, std::vector<float>& out, Convert convert) {
    for (std::size_t i = 0; i < out.size(); ++i) {
        From value;
        std::memcpy(&value, tensor.data.get() + i * sizeof(From), sizeof(From));
        out[i] = convert(value);
    }
}

}  // namespace

std::size_t size_of(DType dtype) {
    return facts(dtype).size;
}
std::string_view name_of(DType dtype) {
    return facts(dtype).name;
}

std::int64_t HostTensor::count() const {
    std::int64_t product = 1;
    for (const std::int64_t extent : shape)
        product *= extent;
    return product;
}

std::span<const float> HostTensor::f32() const {
    ZSCOPE_CHECK(dtype == DType::f32, "the tensor holds {}", name_of(dtype));
    return {reinterpret_cast<const float*>(data.get()), static_cast<std::size_t>(count())};
}

HostTensor HostTensor::from_bytes(DType dtype, std::vector<std::int64_t> shape,
                                  std::span<const std::byte> bytes) {
    HostTensor tensor{dtype, std::move(shape), nullptr};
    ZSCOPE_CHECK(tensor.bytes() == bytes.size(), "{} against {}", tensor.bytes(), bytes.size());
    auto copy = std::make_shared<std::byte[]>(bytes.size());
    if (!bytes.empty()) std::memcpy(copy.get(), bytes.data(), bytes.size());
    tensor.data = std::move(copy);
    return tensor;
}

HostTensor HostTensor::from_floats(std::vector<std::int64_t> shape, std::span<const float> values) {
    return from_bytes(DType::f32, std::move(shape), std::as_bytes(values));
}

HostTensor to_f32(const HostTensor& tensor) {
    if (tensor.dtype == DType::f32) return tensor;
    std::vector<float> values(static_cast<std::size_t>(tensor.count()));
    switch (tensor.dtype) {
        case DType::f64:
            convert_all<double>(tensor, values, [](double v) { return static_cast<float>(v); });
            break;
        case DType::f16:
            convert_all<std::uint16_t>(tensor, values, half_to_float);
            break;
        case DType::bf16:
            convert_all<std::uint16_t>(tensor, values, [](std::uint16_t v) {
                return std::bit_cast<float>(static_cast<std::uint32_t>(v) << 16);
            });
            break;
        default:
            fail("a tensor of {} where float numbers are expected", name_of(tensor.dtype));
    }
    return HostTensor::from_floats(tensor.shape, values);
}

HostTensor to_bf16(const HostTensor& tensor) {
    std::vector<std::uint16_t> rounded;
    rounded.reserve(static_cast<std::size_t>(tensor.count()));
    for (const float value : tensor.f32()) {
        const auto bits = std::bit_cast<std::uint32_t>(value);
        const std::uint32_t half = 0x7fffU + ((bits >> 16U) & 1U);
        rounded.push_back(std::isnan(value) ? std::uint16_t{0x7fc0}
                                            : static_cast<std::uint16_t>((bits + half) >> 16U));
    }
    return HostTensor::from_bytes(DType::bf16, tensor.shape, std::as_bytes(std::span(rounded)));
}

}  // namespace zscope
