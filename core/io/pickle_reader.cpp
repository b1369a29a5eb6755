// SPDX-License-Identifier: MIT
#include "core/io/pickle_reader.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "core/io/pickle_stack.h"

namespace zscope {

namespace {

constexpr std::size_t kMaxOpcodes = std::size_t{1} << 21;

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

// Each step_* carries out one instruction of its group (Python's pickletools.py describes them) and
// says whether it was one of them.
bool step_value(PickleStack& stack, unsigned char opcode) {
    const auto push_text = [&](std::uint64_t size) {
        stack.push({.kind = PickleKind::text, .text = stack.text(size)});
    };
    const auto push_boolean = [&](bool value) {
        stack.push({.kind = PickleKind::boolean, .integer = value});
    };
    // clang-format off
    switch (opcode) {
        case 0x80: stack.take(1); return true;  // PROTO
        case 0x95: stack.take(8); return true;  // FRAME
        case 'N': stack.push({}); return true;  // NONE
        case 0x88: push_boolean(true); return true;   // NEWTRUE
        case 0x89: push_boolean(false); return true;  // NEWFALSE
        case 'J': stack.push_integer(stack.number<std::int32_t>()); return true;   // BININT
        case 'K': stack.push_integer(stack.number<std::uint8_t>()); return true;   // BININT1
        case 'M': stack.push_integer(stack.number<std::uint16_t>()); return true;  // BININT2
        case 0x8a: stack.push_long(stack.number<std::uint8_t>()); return true;     // LONG1
        case 0x8b: stack.push_long(stack.number<std::uint32_t>()); return true;    // LONG4
        case 'G': stack.push_real(); return true;                                  // BINFLOAT
        case 'X': push_text(stack.number<std::uint32_t>()); return true;           // BINUNICODE
        case 0x8c: push_text(stack.number<std::uint8_t>()); return true;           // SHORT_BINUNICODE
        case 0x8d: push_text(stack.number<std::uint64_t>()); return true;          // BINUNICODE8
        case 'T': stack.push_bytes(stack.number<std::uint32_t>()); return true;    // BINSTRING
        case 'U': stack.push_bytes(stack.number<std::uint8_t>()); return true;     // SHORT_BINSTRING
        case 'B': stack.push_bytes(stack.number<std::uint32_t>()); return true;    // BINBYTES
        case 'C': stack.push_bytes(stack.number<std::uint8_t>()); return true;     // SHORT_BINBYTES
        default: return false;
    }
    // clang-format on
}

void set_items(PickleStack& stack, const std::vector<PickleRef>& items) {
    if (items.size() % 2 != 0) stack.refuse("a key without a value");
    PickleValue& target = stack.at(stack.top());
    if (target.kind != PickleKind::dict && target.kind != PickleKind::object) {
        stack.refuse("entries for something that is no dict");
    }
    stack.extend(target, items);
}

void append(PickleStack& stack, const std::vector<PickleRef>& items) {
    PickleValue& target = stack.at(stack.top());
    if (target.kind == PickleKind::object) return;  // a list-like class: of no use here
    if (target.kind != PickleKind::list) stack.refuse("elements for something that is no list");
    stack.extend(target, items);
}

bool step_container(PickleStack& stack, unsigned char opcode) {
    // clang-format off
    switch (opcode) {
        case '(': stack.mark(); return true;                                // MARK
        case '}': stack.push_dict({}); return true;                         // EMPTY_DICT
        case ']': case ')': case 0x8f: stack.push_list({}); return true;    // EMPTY_LIST, _TUPLE, _SET
        case 0x85: stack.push_list(stack.pop_last(1)); return true;         // TUPLE1
        case 0x86: stack.push_list(stack.pop_last(2)); return true;         // TUPLE2
        case 0x87: stack.push_list(stack.pop_last(3)); return true;         // TUPLE3
        case 't': case 'l': case 0x91:                                      // TUPLE, LIST, FROZENSET
            stack.push_list(stack.pop_to_mark()); return true;
        case 'd': stack.push_dict(stack.pop_to_mark()); return true;        // DICT
        case 's': set_items(stack, stack.pop_last(2)); return true;         // SETITEM
        case 'u': set_items(stack, stack.pop_to_mark()); return true;       // SETITEMS
        case 'a': append(stack, stack.pop_last(1)); return true;            // APPEND
        case 'e': case 0x90: append(stack, stack.pop_to_mark()); return true;  // APPENDS, ADDITEMS
        default: return false;
    }
    // clang-format on
}

bool step_memo(PickleStack& stack, unsigned char opcode) {
    // clang-format off
    switch (opcode) {
        case 'q': stack.remember(stack.number<std::uint8_t>()); return true;     // BINPUT
        case 'r': stack.remember(stack.number<std::uint32_t>()); return true;    // LONG_BINPUT
        case 0x94: stack.remember_next(); return true;                           // MEMOIZE
        case 'h': stack.push_again(stack.recall(stack.number<std::uint8_t>())); return true;   // BINGET
        case 'j': stack.push_again(stack.recall(stack.number<std::uint32_t>())); return true;  // LONG_BINGET
        case '0': stack.pop(); return true;                                      // POP
        case '1': stack.pop_to_mark(); return true;                              // POP_MARK
        case '2': stack.push_again(stack.top()); return true;                    // DUP
        default: return false;
    }
    // clang-format on
}

// ('storage', torch.FloatStorage, key, location, number of elements)
void push_storage(PickleStack& stack) {
    const PickleRef id = stack.pop();
    const std::vector<PickleRef>& parts = stack.at(id, PickleKind::list).items;
    if (parts.size() != 5 || stack.at(parts[0], PickleKind::text).text != "storage") {
        stack.refuse("a reference that is not to a storage");
    }
    const std::string& key = stack.at(parts[2], PickleKind::text).text;
    stack.charge(key.size());
    stack.push({.kind = PickleKind::storage,
                .integer = stack.at(parts[4], PickleKind::integer).integer,
                .dtype = storage_dtype(stack.at(parts[1], PickleKind::global).text),
                .text = key});
}

// (storage, offset, shape, strides, …)
void push_tensor(PickleStack& stack, const std::vector<PickleRef>& arguments) {
    if (arguments.size() < 4) stack.refuse("a tensor without shape or strides");
    stack.at(arguments[0], PickleKind::storage);
    stack.add_tensor({arguments[0], stack.at(arguments[1], PickleKind::integer).integer,
                      stack.integers(arguments[2]), stack.integers(arguments[3])});
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

// The few functions that torch.save needs; of any other the name is kept and nothing happens.
void call(PickleStack& stack, PickleRef arguments) {
    const PickleValue& callee = stack.at(stack.pop());
    const std::string name = callee.kind == PickleKind::global ? callee.text : std::string();
    const std::vector<PickleRef>& items = stack.at(arguments).items;
    if (name == "torch._utils._rebuild_tensor_v2" || name == "torch._utils._rebuild_tensor") {
        push_tensor(stack, items);
    } else if (name == "torch._utils._rebuild_parameter" ||
               name == "torch._utils._rebuild_parameter_with_state") {
        if (items.empty()) stack.refuse("a parameter without data");
        stack.push_again(items[0]);
    } else if (name == "collections.OrderedDict") {
        push_ordered_dict(stack, items);
    } else {
        stack.charge(name.size());
        stack.push({.kind = PickleKind::object, .text = name});
    }
}

// An object's state becomes its entries. What a dict or a tensor carries beside is left out.
void build(PickleStack& stack) {
    const PickleRef state = stack.pop();
    const PickleRef target = stack.top();
    if (stack.at(target).kind == PickleKind::object && stack.at(state).kind == PickleKind::dict) {
        stack.extend(stack.at(target), stack.at(state).items);
    }
}

bool step_object(PickleStack& stack, unsigned char opcode) {
    switch (opcode) {
        case 'c': {  // GLOBAL
            const std::string module = stack.line();
            stack.push_global(module, stack.line());
            return true;
        }
        case 0x93: {  // STACK_GLOBAL
            const PickleRef name = stack.pop();
            stack.push_global(stack.at(stack.pop(), PickleKind::text).text,
                              stack.at(name, PickleKind::text).text);
            return true;
        }
        case 0x92:
            stack.pop();
            [[fallthrough]];  // NEWOBJ_EX: with named arguments
        case 'R':             // REDUCE
        case 0x81:
            call(stack, stack.pop());
            return true;  // NEWOBJ
        case 'b':
            build(stack);
            return true;  // BUILD
        case 'Q':
            push_storage(stack);
            return true;  // BINPERSID
        default:
            return false;
    }
}

}  // namespace

Pickle read_pickle(std::span<const std::byte> stream, std::string_view source) {
    PickleStack stack(stream, source);
    for (std::size_t opcodes = 0; opcodes < kMaxOpcodes; ++opcodes) {
        const auto opcode = stack.number<unsigned char>();
        if (opcode == '.') return stack.take_result();  // STOP
        if (!step_value(stack, opcode) && !step_container(stack, opcode) &&
            !step_memo(stack, opcode) && !step_object(stack, opcode)) {
            stack.refuse(
                fmt::format("an instruction (0x{:02x}) that torch.save does not write", opcode));
        }
    }
    stack.refuse("too many instructions");
}

}  // namespace zscope
