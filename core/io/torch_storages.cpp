// SPDX-License-Identifier: MIT
#include "core/io/torch_storages.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "core/base/error.h"

namespace zscope {

namespace {

constexpr std::int64_t kMaxExtent = std::int64_t{1} << 31;
constexpr std::size_t kSmallCopies = std::size_t{1} << 20;

bool is_contiguous(const PickleTensor& view) {
    std::int64_t expected = 1;
    for (std::size_t i = view.shape.size(); i-- > 0;) {
        if (view.shape[i] != 1 && view.strides[i] != expected) return false;
        expected *= view.shape[i];
    }
    return true;
}

std::shared_ptr<const std::byte[]> gather(const PickleTensor& view, const std::byte* from,
                                          std::size_t element, std::size_t size) {
    auto result = std::make_shared<std::byte[]>(size);
    std::vector<std::int64_t> index(view.shape.size(), 0);
    // Unsigned: one step beyond an axis may wrap around, and the way back does as well.
    auto at = static_cast<std::uint64_t>(view.offset);
    for (std::size_t done = 0; done < size; done += element) {
        std::memcpy(result.get() + done, from + at * element, element);
        for (std::size_t axis = index.size(); axis-- > 0;) {
            const auto stride = static_cast<std::uint64_t>(view.strides[axis]);
            at += stride;
            if (++index[axis] < view.shape[axis]) break;
            at -= stride * static_cast<std::uint64_t>(view.shape[axis]);
            index[axis] = 0;
        }
    }
    return result;
}

}  // namespace

void TorchStorages::refuse(const std::string& name, std::string_view what) const {
    fail("{}: tensor \"{}\": {}", source_, name, what);
}

// Number of elements of the view, which lies within its storage.
std::int64_t TorchStorages::checked_count(const PickleTensor& view, const PickleValue& storage,
                                          const std::string& name) const {
    if (view.shape.size() != view.strides.size()) refuse(name, "shape and strides differ");
    std::int64_t count = 1;
    std::int64_t last = view.offset;
    bool overflow = view.offset < 0;
    for (std::size_t i = 0; i < view.shape.size(); ++i) {
        const std::int64_t extent = view.shape[i], stride = view.strides[i];
        if (extent < 0 || extent > kMaxExtent || stride < 0) refuse(name, "a shape out of range");
        std::int64_t reach = 0;
        overflow |= __builtin_mul_overflow(count, extent, &count);
        overflow |= __builtin_mul_overflow(std::max<std::int64_t>(extent - 1, 0), stride, &reach);
        overflow |= __builtin_add_overflow(last, reach, &last);
    }
    if (overflow || (count > 0 && last >= storage.integer)) {
        refuse(name, "it reaches beyond its storage");
    }
    return count;
}

std::shared_ptr<const std::byte[]> TorchStorages::loaded(const PickleValue& storage,
                                                         const std::string& name) {
    Bytes& bytes = storages_[storage.text];
    if (!bytes.data) {
        bytes = load_(storage);
        loaded_ += bytes.size;
    }
    const auto element = static_cast<std::int64_t>(size_of(*storage.dtype));
    std::int64_t needed = 0;
    if (storage.integer < 0 || __builtin_mul_overflow(storage.integer, element, &needed) ||
        static_cast<std::uint64_t>(needed) > bytes.size) {
        refuse(name, "its storage is shorter than announced");
    }
    return bytes.data;
}

HostTensor TorchStorages::tensor(const Pickle& pickle, const PickleTensor& view,
                                 const std::string& name) {
    const PickleValue& storage = pickle.values[view.storage];
    HostTensor result{*storage.dtype, view.shape, nullptr};
    const std::int64_t count = checked_count(view, storage, name);
    const auto bytes = loaded(storage, name);
    const std::size_t element = size_of(result.dtype);
    if (count == 0 || is_contiguous(view)) {
        const std::size_t begin = count == 0 ? 0 : static_cast<std::size_t>(view.offset) * element;
        result.data = {bytes, bytes.get() + begin};
        return result;
    }
    // Counted, or many views of one large storage would fill the memory.
    const std::size_t budget = std::max(2 * loaded_, kSmallCopies);
    if (static_cast<std::uint64_t>(count) > (budget - std::min(copied_, budget)) / element) {
        refuse(name, "copies of views larger than the file's data");
    }
    const std::size_t size = static_cast<std::size_t>(count) * element;
    copied_ += size;
    result.data = gather(view, bytes.get(), element, size);
    return result;
}

}  // namespace zscope
