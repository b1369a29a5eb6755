// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace zscope {

// A queue with a limit and an end of life, for values of which none may be lost (commands, batches,
// files to save). Thread-safe, any number of producers and consumers.
// After close(): push returns false, pop hands out what is left and then nullopt.
template <class T>
class BoundedQueue {
  public:
    // `wake` runs on the pushing thread after each push, outside the lock.
    explicit BoundedQueue(std::size_t capacity, std::function<void()> wake = {})
        : capacity_(capacity), wake_(std::move(wake)) {}

    // Takes `value` unless the queue is full or closed. Never blocks: what the UI thread calls.
    [[nodiscard]] bool try_push(T value) {
        {
            const std::lock_guard lock(mutex_);
            if (closed_ || items_.size() >= capacity_) return false;
            items_.push_back(std::move(value));
        }
        not_empty_.notify_one();
        if (wake_) wake_();
        return true;
    }

    // Blocks while the queue is full; false when it was closed or `stop` was requested first.
    [[nodiscard]] bool push(T value, const std::stop_token& stop = {}) {
        {
            std::unique_lock lock(mutex_);
            const bool room =
                not_full_.wait(lock, stop, [this] { return closed_ || items_.size() < capacity_; });
            if (!room || closed_) return false;
            items_.push_back(std::move(value));
        }
        not_empty_.notify_one();
        if (wake_) wake_();
        return true;
    }

    std::optional<T> try_pop() {
        std::optional<T> value;
        {
            const std::lock_guard lock(mutex_);
            if (items_.empty()) return std::nullopt;
            value.emplace(std::move(items_.front()));
            items_.pop_front();
        }
        not_full_.notify_one();
        return value;
    }

    // Blocks while the queue is empty; nullopt when it is closed and empty, or `stop` was
    // requested.
    std::optional<T> pop(const std::stop_token& stop = {}) {
        std::optional<T> value;
        {
            std::unique_lock lock(mutex_);
            not_empty_.wait(lock, stop, [this] { return closed_ || !items_.empty(); });
            if (items_.empty()) return std::nullopt;
            value.emplace(std::move(items_.front()));
            items_.pop_front();
        }
        not_full_.notify_one();
        return value;
    }

    // As pop, but gives up after `duration`.
    template <class Duration>
    std::optional<T> pop_for(const std::stop_token& stop, Duration duration) {
        std::optional<T> value;
        {
            std::unique_lock lock(mutex_);
            not_empty_.wait_for(lock, stop, duration,
                                [this] { return closed_ || !items_.empty(); });
            if (items_.empty()) return std::nullopt;
            value.emplace(std::move(items_.front()));
            items_.pop_front();
        }
        not_full_.notify_one();
        return value;
    }

    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        not_empty_.notify_all();
        not_full_.notify_all();
    }

    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return items_.size();
    }

  private:
    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable_any not_empty_;
    std::condition_variable_any not_full_;
    std::deque<T> items_;
    bool closed_ = false;
    std::function<void()> wake_;
};

}  // namespace zscope
