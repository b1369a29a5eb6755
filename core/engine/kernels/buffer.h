// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>

namespace zscope::kernels {

// Zeroed memory on a cache line's border, in large pages where the system has them: a step goes
// through hundreds of megabytes, and small pages would cost it a fault for every 4 KiB, once, and
// a miss in the table of pages, again and again.
class Buffer {
  public:
    Buffer() = default;
    explicit Buffer(std::size_t bytes);  // std::bad_alloc if there is not enough

    void* data() const { return memory_.get(); }
    template <class T>
    T* as() const {
        return static_cast<T*>(memory_.get());
    }
    std::size_t bytes() const { return bytes_; }

  private:
    struct Free {
        void operator()(void* memory) const;
    };
    std::unique_ptr<void, Free> memory_;
    std::size_t bytes_ = 0;
};

}  // namespace zscope::kernels
