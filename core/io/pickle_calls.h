// SPDX-License-Identifier: MIT
#pragma once

#include "core/io/pickle_stack.h"

namespace zscope {

// What a pickle stream calls or constructs, without any call: the few functions that torch.save
// needs become storages, tensors and dicts; of any other the name is kept and nothing happens.
// Misuse is an Error (PickleStack::refuse).

// The callee lies on the stack; `arguments` is a list.
void call_inert(PickleStack& stack, PickleRef arguments);
// Callee and arguments lie above the last mark.
void call_marked(PickleStack& stack);
// An object's state, on top of the object, becomes its entries.
void build_inert(PickleStack& stack);
// A reference to what lies outside the stream: a storage, or the class of a module.
void push_persistent(PickleStack& stack);

}  // namespace zscope
