// SPDX-License-Identifier: MIT
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/io/pickle_reader.h"

namespace zscope {

// The memory of the pickle machine: the stream, a stack with marks, and the memo. Every misuse is
// an Error. What instructions may copy beyond the stream's own bytes is bounded, because a short
// stream can ask for the same copy again and again.
class PickleStack {
  public:
    PickleStack(std::span<const std::byte> stream, std::string_view source)
        : stream_(stream), source_(source) {}

    [[noreturn]] void refuse(std::string_view what) const;
    Pickle take_result();  // what is on top of the stack

    template <class Number>
    Number number() {
        Number result;
        std::memcpy(&result, take(sizeof(Number)).data(), sizeof(Number));
        return result;
    }
    std::span<const std::byte> take(std::uint64_t size);
    std::string text(std::uint64_t size);
    std::string line();

    void push(PickleValue item);
    void push_again(PickleRef ref) { stack_.push_back(ref); }
    void push_integer(std::int64_t item);
    void push_bytes(std::uint64_t size);  // Python 2's texts are bytes
    void push_long(std::uint64_t size);
    void push_real();
    void push_list(std::vector<PickleRef> items);
    void push_dict(std::vector<PickleRef> items);
    void push_global(const std::string& module, const std::string& name);

    PickleRef top() const;
    PickleRef pop();
    std::vector<PickleRef> pop_last(std::size_t count);
    std::vector<PickleRef> pop_to_mark();
    void mark();

    void remember(std::uint32_t key) { memo_[key] = top(); }
    void remember_next() { remember(static_cast<std::uint32_t>(memo_.size())); }
    PickleRef recall(std::uint32_t key) const;

    PickleValue& at(PickleRef ref) { return pickle_.values[ref]; }
    // Refuses a value of another kind.
    const PickleValue& at(PickleRef ref, PickleKind kind) const;
    std::vector<std::int64_t> integers(PickleRef list) const;
    void add_tensor(PickleTensor tensor);

    void extend(PickleValue& target, const std::vector<PickleRef>& items);
    void charge(std::size_t bytes);  // before a copy of that size

  private:
    std::span<const std::byte> stream_;
    std::string_view source_;
    std::size_t at_ = 0;
    std::size_t charged_ = 0;
    Pickle pickle_;
    std::vector<PickleRef> stack_;
    std::vector<std::size_t> marks_;
    std::unordered_map<std::uint32_t, PickleRef> memo_;
};

}  // namespace zscope
