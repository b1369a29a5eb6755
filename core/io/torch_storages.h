// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/io/pickle_reader.h"
#include "core/model/host_tensor.h"

namespace zscope {

// The storages of one PyTorch file, each read once, when the first tensor needs it, and the tensors
// that are views of them. Views are checked and made contiguous; copies are counted, or many views
// of one large storage would fill the memory. Misuse is an Error that names the tensor. One thread.
class TorchStorages {
  public:
    struct Bytes {
        std::shared_ptr<const std::byte[]> data;  // aligned for every dtype
        std::size_t size = 0;
    };
    using Load = std::function<Bytes(const PickleValue& storage)>;

    TorchStorages(Load load, std::string_view source) : load_(std::move(load)), source_(source) {}

    HostTensor tensor(const Pickle& pickle, const PickleTensor& view, const std::string& name);

  private:
    [[noreturn]] void refuse(const std::string& name, std::string_view what) const;
    std::int64_t checked_count(const PickleTensor& view, const PickleValue& storage,
                               const std::string& name) const;
    std::shared_ptr<const std::byte[]> loaded(const PickleValue& storage, const std::string& name);

    Load load_;
    std::string_view source_;
    std::map<std::string, Bytes> storages_;
    std::size_t loaded_ = 0;
    std::size_t copied_ = 0;
};

}  // namespace zscope
