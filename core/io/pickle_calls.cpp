// SPDX-License-Identifier: MIT
#include "core/io/pickle_calls.h"

#include <algorithm>
#include <array>
#include <utility>

namespace zscope {

namespace {

struct StorageType {
    std::string_view name;
    DType dtype;
};
constexpr std::array kStorageTypes{
    StorageType{"torch.DoubleStorage", DType::f64},
    StorageType{"torch.FloatStorage", DType::f32},
    StorageType{"torch.HalfStorage", DType::f16},
    StorageType{"torch.BFloat16Storage", DType::bf16},
    StorageType{"torch.LongStorage", DType::i64},
    StorageType{"torch.IntStorage", DType::i32},
    StorageType{"torch.ShortStorage", DType::i16},
    StorageType{"torch.CharStorage", DType::i8},
    StorageType{"torch.ByteStorage", DType::u8},
    StorageType{"torch.BoolStorage", DType::boolean},
};

std::optional<DType> storage_dtype(std::string_view global) {
    for (const StorageType& type : kStorageTypes) {
        if (type.name == global) return type.dtype;
    }
    return std::nullopt;
}

// (key, offset, size), or None: a part of the storage, as PyTorch before 1.6 wrote it.
std::int64_t view_offset(PickleStack& stack, PickleRef view) {
    if (stack.at(view).kind == PickleKind::nothing) return 0;
    const std::vector<PickleRef>& parts = stack.at(view, PickleKind::list).items;
    if (parts.size() != 3) stack.refuse("a part of a storage that is not described");
    const std::int64_t offset = stack.at(parts[1], PickleKind::integer).integer;
    if (offset < 0) stack.refuse("a part of a storage that begins before it");
    return offset;
}

// ('storage', torch.FloatStorage, key, location, number of elements[, view])
void push_storage(PickleStack& stack, const std::vector<PickleRef>& parts) {
    const std::string& key = stack.at(parts[2], PickleKind::text).text;
    stack.charge(key.size());
    stack.push({.kind = PickleKind::storage,
                .integer = stack.at(parts[4], PickleKind::integer).integer,
                .offset = parts.size() == 6 ? view_offset(stack, parts[5]) : 0,
                .dtype = storage_dtype(stack.at(parts[1], PickleKind::global).text),
                .text = key});
}

// (storage, offset, shape, strides, …)
void push_tensor(PickleStack& stack, const std::vector<PickleRef>& arguments) {
    if (arguments.size() < 4) stack.refuse("a tensor without shape or strides");
    const std::int64_t begin = stack.at(arguments[0], PickleKind::storage).offset;
    std::int64_t offset = stack.at(arguments[1], PickleKind::integer).integer;
    if (__builtin_add_overflow(begin, offset, &offset)) stack.refuse("a tensor out of range");
    stack.add_tensor(
        {arguments[0], offset, stack.integers(arguments[2]), stack.integers(arguments[3])});
}

void push_ordered_dict(PickleStack& stack, const std::vector<PickleRef>& arguments) {
    std::vector<PickleRef> items;
    if (!arguments.empty()) {  // a list of pairs, as Python 2 writes it
        const auto& pairs = stack.at(arguments[0], PickleKind::list).items;
        stack.charge(2 * pairs.size() * sizeof(PickleRef));
        for (const PickleRef pair : pairs) {
            const auto& two = stack.at(pair, PickleKind::list).items;
            if (two.size() != 2) stack.refuse("a key without a value");
            items.insert(items.end(), two.begin(), two.end());
        }
    }
    stack.push_dict(std::move(items));
}

bool is_text(PickleStack& stack, PickleRef ref, std::string_view text) {
    const PickleValue& value = stack.at(ref);
    return value.kind == PickleKind::text && value.text == text;
}

constexpr std::array<std::string_view, 2> kRebuildTensor{"torch._utils._rebuild_tensor_v2",
                                                         "torch._utils._rebuild_tensor"};
// A parameter around a tensor, in the words of all versions since 0.1.
constexpr std::array<std::string_view, 5> kRebuildParameter{
    "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
    "torch.nn.parameter.Parameter", "torch.nn.parameter.Buffer",
    "torch.autograd.variable.Variable"};
constexpr std::string_view kRebuildFromType = "torch._tensor._rebuild_from_type_v2";

void push_called(PickleStack& stack, std::string name, const std::vector<PickleRef>& items) {
    if (std::ranges::find(kRebuildTensor, name) != kRebuildTensor.end()) {
        push_tensor(stack, items);
    } else if (std::ranges::find(kRebuildParameter, name) != kRebuildParameter.end()) {
        if (items.empty()) stack.refuse("a parameter without data");
        stack.push_again(items[0]);
    } else if (name == "collections.OrderedDict" || name == "collections.defaultdict") {
        push_ordered_dict(stack, name.ends_with("OrderedDict") ? items : std::vector<PickleRef>());
    } else {
        stack.charge(name.size());
        stack.push({.kind = PickleKind::object, .text = std::move(name)});
    }
}

std::string callee_name(PickleStack& stack, PickleRef callee) {
    const PickleValue& value = stack.at(callee);
    return value.kind == PickleKind::global ? value.text : std::string();
}

}  // namespace

void call_inert(PickleStack& stack, PickleRef arguments) {
    std::string name = callee_name(stack, stack.pop());
    // Copied: what is pushed moves the values.
    std::vector<PickleRef> items = stack.at(arguments).items;
    stack.charge(items.size() * sizeof(PickleRef));
    // (function, type, arguments, state): a tensor with attributes of its own
    if (name == kRebuildFromType && items.size() >= 3) {
        name = callee_name(stack, items[0]);
        items = stack.at(items[2]).items;
        stack.charge(items.size() * sizeof(PickleRef));
    }
    push_called(stack, std::move(name), items);
}

void call_marked(PickleStack& stack) {
    const std::vector<PickleRef> items = stack.pop_to_mark();
    if (items.empty()) stack.refuse("an object without a class");
    push_called(stack, callee_name(stack, items[0]), {items.begin() + 1, items.end()});
}

void build_inert(PickleStack& stack) {
    const PickleRef state = stack.pop();
    const PickleRef target = stack.top();
    // What a dict or a tensor carries beside is left out.
    if (stack.at(target).kind == PickleKind::object && stack.at(state).kind == PickleKind::dict) {
        stack.extend(stack.at(target), stack.at(state).items);
    }
}

void push_persistent(PickleStack& stack) {
    const PickleRef id = stack.pop();
    const std::vector<PickleRef> parts = stack.at(id, PickleKind::list).items;
    stack.charge(parts.size() * sizeof(PickleRef));
    if (parts.size() >= 5 && parts.size() <= 6 && is_text(stack, parts[0], "storage")) {
        push_storage(stack, parts);
    } else if (parts.size() == 4 && is_text(stack, parts[0], "module")) {
        // ('module', class, file, source): how PyTorch before 1.6 kept a module's program text
        stack.at(parts[1], PickleKind::global);
        stack.push_again(parts[1]);
    } else {
        stack.refuse("a reference that is not to a storage");
    }
}

}  // namespace zscope
