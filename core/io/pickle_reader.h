// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/host_tensor.h"

namespace zscope {

// What a pickle stream describes, as inert data: nothing that it names is imported or called.
// Values live in one list and refer to each other by index, so that a stream may be cyclic and
// deeply nested without harm; whoever walks it must bound depth and count.
using PickleRef = std::size_t;

enum class PickleKind {
    nothing,  // None, and numbers that do not fit
    boolean,  // integer: 0 or 1
    integer,
    real,
    text,
    list,     // also tuples and sets: items
    dict,     // items: key, value, key, value …
    global,   // text: "module.name"
    object,   // of the class or function `text`; items as in a dict, from its state or its entries
    storage,  // text: key; integer: number of elements; offset: its first one; dtype
    tensor,   // integer: index into Pickle::tensors
};

struct PickleValue {
    PickleKind kind = PickleKind::nothing;
    std::int64_t integer = 0;
    std::int64_t offset = 0;
    double real = 0.0;
    std::optional<DType> dtype{};
    std::string text{};
    std::vector<PickleRef> items{};
};

struct PickleTensor {  // a strided view of a storage; nothing about it is checked yet
    PickleRef storage = 0;
    std::int64_t offset = 0;  // in elements
    std::vector<std::int64_t> shape, strides;
};

struct Pickle {
    std::vector<PickleValue> values;
    std::vector<PickleTensor> tensors;
    PickleRef root = 0;
    std::size_t size = 0;  // bytes of the stream, up to and with its end
};

// Reads the opcodes that torch.save writes (protocols 2 to 5), up to the pickle's end: what follows
// it is not looked at. At most 2^20 values and 2^21 opcodes; a stream that breaks a rule is an
// Error that names `source`. Thread-safe.
Pickle read_pickle(std::span<const std::byte> stream, std::string_view source);

}  // namespace zscope
