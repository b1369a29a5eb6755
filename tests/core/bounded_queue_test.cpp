// SPDX-License-Identifier: MIT
#include "core/base/bounded_queue.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>
#include <vector>

using zscope::BoundedQueue;

TEST_CASE("BoundedQueue: refuses what does not fit, loses nothing, keeps the order") {
    BoundedQueue<int> queue(2);
    CHECK(queue.try_push(1));
    CHECK(queue.try_push(2));
    CHECK_FALSE(queue.try_push(3));
    CHECK(queue.try_pop() == 1);
    CHECK(queue.try_push(3));
    CHECK(queue.pop() == 2);
    CHECK(queue.pop() == 3);
    CHECK(queue.try_pop() == std::nullopt);
}

TEST_CASE("BoundedQueue: close ends waiting, and what is left is still handed out") {
    BoundedQueue<int> queue(4);
    CHECK(queue.try_push(7));
    queue.close();
    CHECK_FALSE(queue.try_push(8));
    CHECK(queue.pop() == 7);
    CHECK(queue.pop() == std::nullopt);
}

TEST_CASE("BoundedQueue: every value of two producers arrives once") {
    BoundedQueue<int> queue(8);
    constexpr int kEach = 5000;
    const auto produce = [&](int first) {
        for (int i = 0; i < kEach; ++i)
            REQUIRE(queue.push(first + i));
    };
    std::thread a(produce, 0);
    std::thread b(produce, kEach);
    std::vector<int> seen(2 * kEach, 0);
    for (int i = 0; i < 2 * kEach; ++i)
        ++seen[static_cast<std::size_t>(*queue.pop())];
    a.join();
    b.join();
    CHECK(std::all_of(seen.begin(), seen.end(), [](int n) { return n == 1; }));
}

TEST_CASE("BoundedQueue: a stop request ends a waiting pop") {
    BoundedQueue<int> queue(1);
    std::jthread waiter(
        [&](const std::stop_token& stop) { CHECK(queue.pop(stop) == std::nullopt); });
    waiter.request_stop();
}
