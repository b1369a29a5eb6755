// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace zscope {

// The newest value of something, handed from one thread to another: a request, a status, a result.
// Values in between are lost on purpose; use BoundedQueue where every value matters.
// Thread-safe. A reader holds a shared_ptr to an immutable value, so publishing never waits for it.
template <class T>
class Latest {
  public:
    using Pointer = std::shared_ptr<const T>;

    // `wake` runs on the publishing thread after each publish, outside the lock (the app posts an
    // empty window event there). Set before the threads start.
    explicit Latest(std::function<void()> wake = {}) : wake_(std::move(wake)) {}

    void publish(Pointer value) {
        {
            const std::lock_guard lock(mutex_);
            value_.swap(value);
            ++version_;
        }  // the value that was replaced dies here, outside the lock
        if (wake_) wake_();
    }
    void publish(T value) { publish(std::make_shared<const T>(std::move(value))); }

    // Null until the first publish.
    Pointer read() const {
        const std::lock_guard lock(mutex_);
        return value_;
    }

    // The value if it is newer than `seen`, which is brought up to date; null otherwise.
    Pointer read_if_newer(std::uint64_t& seen) const {
        const std::lock_guard lock(mutex_);
        if (version_ == seen) return nullptr;
        seen = version_;
        return value_;
    }

    // Number of publishes so far.
    std::uint64_t version() const {
        const std::lock_guard lock(mutex_);
        return version_;
    }

  private:
    mutable std::mutex mutex_;
    Pointer value_;
    std::uint64_t version_ = 0;
    std::function<void()> wake_;
};

}  // namespace zscope
