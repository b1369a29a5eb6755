// SPDX-License-Identifier: MIT
#include "core/io/pickle_reader.h"

#include <fmt/format.h>

#include <utility>

#include "core/io/pickle_calls.h"
#include "core/io/pickle_stack.h"

namespace zscope {

namespace {

constexpr std::size_t kMaxOpcodes = std::size_t{1} << 21;

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
        case 0x8e: case 0x96:                                                      // BINBYTES8, BYTEARRAY8
            stack.push_bytes(stack.number<std::uint64_t>()); return true;
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
            call_inert(stack, stack.pop());
            return true;  // NEWOBJ
        case 'o':         // OBJ: a class of Python 2, with its arguments
            call_marked(stack);
            return true;
        case 'b':
            build_inert(stack);
            return true;  // BUILD
        case 'Q':
            push_persistent(stack);
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
