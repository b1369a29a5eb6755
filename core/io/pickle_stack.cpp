// SPDX-License-Identifier: MIT
#include "core/io/pickle_stack.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "core/base/error.h"
#include "core/io/utf8.h"

namespace zscope {

namespace {

constexpr std::size_t kMaxValues = std::size_t{1} << 20;
constexpr std::size_t kMaxMarks = 1000;
constexpr std::size_t kMaxCopied = std::size_t{1} << 26;
constexpr std::size_t kMaxRank = 8;

std::string to_text(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void PickleStack::refuse(std::string_view what) const {
    fail("{}: the archive's pickle holds {} (near its byte {})", source_, what, at_);
}

Pickle PickleStack::take_result() {
    pickle_.root = pop();
    pickle_.size = at_;
    return std::move(pickle_);
}

std::span<const std::byte> PickleStack::take(std::uint64_t size) {
    if (size > stream_.size() - at_) refuse("fewer bytes than it announces");
    const auto bytes = stream_.subspan(at_, size);
    at_ += size;
    return bytes;
}

std::string PickleStack::text(std::uint64_t size) {
    std::string result = to_text(take(size));
    if (!is_utf8(result)) refuse("a text that is not UTF-8");
    return result;
}

std::string PickleStack::line() {
    const auto rest = stream_.subspan(at_);
    const auto end = std::find(rest.begin(), rest.end(), std::byte{'\n'});
    if (end == rest.end()) refuse("fewer bytes than it announces");
    std::string result = text(static_cast<std::uint64_t>(end - rest.begin()));
    take(1);
    return result;
}

void PickleStack::push(PickleValue item) {
    if (pickle_.values.size() == kMaxValues) refuse("too many values");
    stack_.push_back(pickle_.values.size());
    pickle_.values.push_back(std::move(item));
}

void PickleStack::push_integer(std::int64_t item) {
    push({.kind = PickleKind::integer, .integer = item});
}

void PickleStack::push_bytes(std::uint64_t size) {
    std::string item = to_text(take(size));
    if (is_utf8(item)) {
        push({.kind = PickleKind::text, .text = std::move(item)});
    } else {
        push({});
    }
}

void PickleStack::push_long(std::uint64_t size) {
    const auto bytes = take(size);
    if (bytes.size() > sizeof(std::int64_t)) return push({});
    // Two's complement, little endian, the sign in the last byte.
    const bool negative = !bytes.empty() && (bytes.back() & std::byte{0x80}) != std::byte{};
    std::uint64_t bits = negative ? ~std::uint64_t{0} : 0;
    if (!bytes.empty()) std::memcpy(&bits, bytes.data(), bytes.size());
    push_integer(static_cast<std::int64_t>(bits));
}

void PickleStack::push_real() {
    const auto bits = __builtin_bswap64(number<std::uint64_t>());
    push({.kind = PickleKind::real, .real = std::bit_cast<double>(bits)});
}

void PickleStack::push_list(std::vector<PickleRef> items) {
    push({.kind = PickleKind::list, .items = std::move(items)});
}

void PickleStack::push_dict(std::vector<PickleRef> items) {
    if (items.size() % 2 != 0) refuse("a key without a value");
    push({.kind = PickleKind::dict, .items = std::move(items)});
}

void PickleStack::push_global(const std::string& module, const std::string& name) {
    charge(module.size() + name.size());
    push({.kind = PickleKind::global, .text = module + "." + name});
}

PickleRef PickleStack::top() const {
    if (stack_.empty() || (!marks_.empty() && marks_.back() == stack_.size())) {
        refuse("an instruction without its value");
    }
    return stack_.back();
}

PickleRef PickleStack::pop() {
    const PickleRef item = top();
    stack_.pop_back();
    return item;
}

std::vector<PickleRef> PickleStack::pop_last(std::size_t count) {
    std::vector<PickleRef> items(count);
    for (std::size_t i = count; i > 0; --i)
        items[i - 1] = pop();
    return items;
}

std::vector<PickleRef> PickleStack::pop_to_mark() {
    if (marks_.empty()) refuse("a list without a beginning");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleRef> items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return items;
}

void PickleStack::mark() {
    if (marks_.size() == kMaxMarks) refuse("lists nested too deeply");
    marks_.push_back(stack_.size());
}

PickleRef PickleStack::recall(std::uint32_t key) const {
    const auto found = memo_.find(key);
    if (found == memo_.end()) refuse("a reference to nothing");
    return found->second;
}

const PickleValue& PickleStack::at(PickleRef ref, PickleKind kind) const {
    const PickleValue& item = pickle_.values[ref];
    if (item.kind != kind) refuse("a value of another kind than torch.save writes");
    return item;
}

std::vector<std::int64_t> PickleStack::integers(PickleRef list) const {
    const std::vector<PickleRef>& items = at(list, PickleKind::list).items;
    if (items.size() > kMaxRank) refuse("a tensor of more than 8 dimensions");
    std::vector<std::int64_t> result;
    for (const PickleRef item : items)
        result.push_back(at(item, PickleKind::integer).integer);
    return result;
}

void PickleStack::add_tensor(PickleTensor tensor) {
    push(
        {.kind = PickleKind::tensor, .integer = static_cast<std::int64_t>(pickle_.tensors.size())});
    pickle_.tensors.push_back(std::move(tensor));
}

void PickleStack::extend(PickleValue& target, const std::vector<PickleRef>& items) {
    charge(items.size() * sizeof(PickleRef));
    target.items.insert(target.items.end(), items.begin(), items.end());
}

void PickleStack::charge(std::size_t bytes) {
    if (bytes > kMaxCopied - charged_) refuse("the same parts too often");
    charged_ += bytes;
}

}  // namespace zscope
