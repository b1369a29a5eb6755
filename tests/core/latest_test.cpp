// SPDX-License-Identifier: MIT
#include "core/base/latest.h"

#include <doctest/doctest.h>

#include <thread>

using zscope::Latest;

TEST_CASE("Latest: a reader sees the newest value, once") {
    Latest<int> channel;
    std::uint64_t seen = 0;
    CHECK(channel.read() == nullptr);
    CHECK(channel.read_if_newer(seen) == nullptr);
    channel.publish(1);
    channel.publish(2);
    REQUIRE(channel.read_if_newer(seen) != nullptr);
    CHECK(*channel.read() == 2);
    CHECK(channel.read_if_newer(seen) == nullptr);
}

TEST_CASE("Latest: values seen by a reader never go back while a writer publishes") {
    Latest<int> channel;
    constexpr int kValues = 20000;
    std::thread writer([&] {
        for (int i = 1; i <= kValues; ++i)
            channel.publish(i);
    });
    int last = 0;
    bool ordered = true;
    while (last < kValues) {
        if (const auto value = channel.read()) {
            ordered = ordered && *value >= last;
            last = *value;
        }
    }
    writer.join();
    CHECK(ordered);
}
