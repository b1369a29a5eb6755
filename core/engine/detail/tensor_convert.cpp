// SPDX-License-Identifier: MIT
#include <cstring>

#include "core/base/error.h"
#include "core/engine/detail/network.h"

namespace zscope::detail {

namespace {

at::ScalarType scalar_type(DType dtype) {
    switch (dtype) {
        case DType::f64:
            return at::kDouble;
        case DType::f32:
            return at::kFloat;
        case DType::f16:
            return at::kHalf;
        case DType::bf16:
            return at::kBFloat16;
        case DType::i64:
            return at::kLong;
        case DType::i32:
            return at::kInt;
        case DType::i16:
            return at::kShort;
        case DType::i8:
            return at::kChar;
        case DType::u8:
            return at::kByte;
        case DType::boolean:
            return at::kBool;
    }
    fail("a tensor of an unknown type");
}

DType dtype_of(at::ScalarType type) {
    switch (type) {
        case at::kDouble:
            return DType::f64;
        case at::kFloat:
            return DType::f32;
        case at::kHalf:
            return DType::f16;
        case at::kBFloat16:
            return DType::bf16;
        case at::kLong:
            return DType::i64;
        case at::kInt:
            return DType::i32;
        case at::kShort:
            return DType::i16;
        case at::kChar:
            return DType::i8;
        case at::kByte:
            return DType::u8;
        case at::kBool:
            return DType::boolean;
        default:
            fail("a tensor of type {} cannot leave the engine", at::toString(type));
    }
}

}  // namespace

at::Tensor to_tensor(const HostTensor& tensor) {
    at::Tensor result = at::empty(tensor.shape, at::TensorOptions(scalar_type(tensor.dtype)));
    std::memcpy(result.mutable_data_ptr(), tensor.data.get(), tensor.bytes());
    return result;
}

HostTensor to_host(const at::Tensor& tensor) {
    const at::Tensor dense = tensor.detach().to(at::kCPU).contiguous();
    const auto* bytes = static_cast<const std::byte*>(dense.const_data_ptr());
    return HostTensor::from_bytes(dtype_of(dense.scalar_type()), dense.sizes().vec(),
                                  {bytes, dense.nbytes()});
}

}  // namespace zscope::detail
