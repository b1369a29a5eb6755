// SPDX-License-Identifier: MIT
#include "core/io/data/batch_loader.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cmath>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "core/base/error.h"

using zscope::BatchLoader;
using zscope::shuffled_index;

namespace {

// Image i is four bytes of value i; remembers what was asked of it.
class FakeSource final : public zscope::DataSource {
  public:
    explicit FakeSource(std::int64_t count) : count_(count) {}
    std::int64_t count() const override { return count_; }
    std::int64_t size() const override { return 2; }
    std::int64_t channels() const override { return 1; }
    std::string description() const override { return "fake"; }
    void read(std::int64_t index, std::span<std::uint8_t> out) override {
        if (nice_value != nullptr) {
            *nice_value = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
        }
        if (reads != nullptr && ++*reads == fail_at) throw std::runtime_error("disk gone");
        for (auto& byte : out)
            byte = static_cast<std::uint8_t>(index);
    }
    std::atomic<int>* reads = nullptr;
    std::atomic<int>* nice_value = nullptr;
    int fail_at = -1;

  private:
    std::int64_t count_;
};

std::vector<int> first_images(std::int64_t count, std::int64_t batch, std::int64_t position,
                              int batches) {
    BatchLoader loader(std::make_unique<FakeSource>(count), 3, batch, position);
    std::vector<int> images;
    for (int i = 0; i < batches; ++i) {
        const auto loaded = loader.next({});
        REQUIRE(loaded != nullptr);
        CHECK(loaded->position == position + i * batch);
        REQUIRE(std::ssize(loaded->pixels) == 4 * batch);
        for (std::int64_t k = 0; k < batch; ++k) {
            images.push_back(loaded->pixels[static_cast<std::size_t>(4 * k)]);
        }
    }
    return images;
}

}  // namespace

TEST_CASE("shuffled_index: a permutation for each seed, epoch and count") {
    std::vector<std::int64_t> counts = {255, 256, 257, 1000, 4095, 4096, 4097, 20000};
    for (std::int64_t count = 1; count <= 70; ++count)
        counts.push_back(count);
    for (const std::int64_t count : counts) {
        for (const std::int64_t epoch : {0, 1, 77}) {
            std::set<std::int64_t> seen;
            for (std::int64_t i = 0; i < count; ++i) {
                seen.insert(shuffled_index(-5, epoch, i, count));
            }
            CAPTURE(count);
            CHECK(std::ssize(seen) == count);
            CHECK(*seen.begin() == 0);
            CHECK(*seen.rbegin() == count - 1);
        }
    }
}

TEST_CASE("shuffled_index: the order differs between epochs and between seeds") {
    constexpr std::int64_t kCount = 500;
    const auto equal_places = [](std::int64_t seed_a, std::int64_t epoch_a, std::int64_t seed_b,
                                 std::int64_t epoch_b) {
        int equal = 0;
        for (std::int64_t i = 0; i < kCount; ++i) {
            equal += shuffled_index(seed_a, epoch_a, i, kCount) ==
                     shuffled_index(seed_b, epoch_b, i, kCount);
        }
        return equal;
    };
    // Two random permutations agree at one place on average (Poisson): over 8 has p < 2e-6.
    CHECK(equal_places(1, 0, 1, 1) <= 8);
    CHECK(equal_places(1, 0, 2, 0) <= 8);
    CHECK(equal_places(1, 1, 2, 0) <= 8);
    CHECK(equal_places(0, 1, 1, 0) <= 8);
    CHECK(equal_places(1, 0, 1, 0) == kCount);
}

TEST_CASE("shuffled_index: each image comes first, and follows each other, equally often") {
    constexpr std::int64_t kCount = 10;
    constexpr int kEpochs = 20000;
    std::array<std::array<int, kCount>, kCount> at{};     // [place][image]
    std::array<std::array<int, kCount>, kCount> after{};  // [image][next image]
    for (int epoch = 0; epoch < kEpochs; ++epoch) {
        std::int64_t previous = -1;
        for (std::int64_t i = 0; i < kCount; ++i) {
            const std::int64_t image = shuffled_index(42, epoch, i, kCount);
            ++at[static_cast<std::size_t>(i)][static_cast<std::size_t>(image)];
            if (i == 1)
                ++after[static_cast<std::size_t>(previous)][static_cast<std::size_t>(image)];
            previous = image;
        }
    }
    // χ² with 81 degrees of freedom: over 150 has p = 5e-6; for the pairs, 89: over 160, 5e-6.
    double places = 0.0, pairs = 0.0;
    for (std::size_t a = 0; a < kCount; ++a) {
        for (std::size_t b = 0; b < kCount; ++b) {
            const double expected = kEpochs / 10.0;
            places += std::pow(at[a][b] - expected, 2) / expected;
            if (a == b) continue;
            const double expected_pair = kEpochs / 90.0;
            pairs += std::pow(after[a][b] - expected_pair, 2) / expected_pair;
        }
    }
    CHECK(places < 150.0);
    CHECK(pairs < 160.0);
}

TEST_CASE("BatchLoader: every image once per epoch, and a resume continues the same order") {
    const auto all = first_images(10, 4, 0, 10);
    for (std::size_t epoch = 0; epoch < 4; ++epoch) {
        CHECK(std::set<int>(all.begin() + 10 * epoch, all.begin() + 10 * epoch + 10).size() == 10);
    }
    const auto resumed = first_images(10, 4, 12, 7);
    CHECK(std::equal(resumed.begin(), resumed.end(), all.begin() + 12));
    const auto other_batch = first_images(10, 5, 0, 8);
    CHECK(std::equal(other_batch.begin(), other_batch.end(), all.begin()));
}

TEST_CASE("BatchLoader: runs ahead by a stated number of batches, in the background") {
    std::atomic<int> reads{0}, nice_value{-1};
    auto source = std::make_unique<FakeSource>(100);
    source->reads = &reads;
    source->nice_value = &nice_value;
    BatchLoader loader(std::move(source), 1, 4, 0, {.ahead = 3});
    while (reads < 12)
        std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    CHECK(reads == 12);
    CHECK(loader.next({}) != nullptr);
    while (reads < 16)
        std::this_thread::yield();
    CHECK(nice_value == 19);
}

TEST_CASE("BatchLoader: indices alone are those of the batches with pixels, and read nothing") {
    std::atomic<int> reads{0};
    auto source = std::make_unique<FakeSource>(10);
    source->reads = &reads;
    BatchLoader named(std::move(source), 3, 4, 8, {.indices_alone = true});
    BatchLoader whole(std::make_unique<FakeSource>(10), 3, 4, 8);
    for (std::int64_t i = 0; i < 6; ++i) {
        const auto a = named.next({}), b = whole.next({});
        REQUIRE(a != nullptr);
        REQUIRE(b != nullptr);
        CHECK(a->position == 8 + 4 * i);
        CHECK(a->pixels.empty());
        REQUIRE(a->indices.size() == 4);
        CHECK(a->indices == b->indices);
        for (std::size_t k = 0; k < 4; ++k)
            CHECK(b->pixels[4 * k] == b->indices[k]);
    }
    CHECK(reads == 0);
}

TEST_CASE("BatchLoader: a failure of the source reaches next(), after the good batches") {
    std::atomic<int> reads{0};
    auto source = std::make_unique<FakeSource>(100);
    source->reads = &reads;
    source->fail_at = 10;
    BatchLoader loader(std::move(source), 1, 4, 0);
    CHECK(loader.next({}) != nullptr);
    CHECK(loader.next({}) != nullptr);
    CHECK_THROWS_WITH_AS(loader.next({}), "disk gone", zscope::Error);
    CHECK_THROWS_WITH_AS(loader.next({}), "disk gone", zscope::Error);
}

TEST_CASE("BatchLoader: a request to stop ends a wait; loaders end at any moment") {
    std::stop_source stop;
    stop.request_stop();
    for (int i = 0; i < 200; ++i) {
        BatchLoader loader(std::make_unique<FakeSource>(3), 1, 2, i);
        if (i % 2 == 0) CHECK(loader.next({}) != nullptr);
    }
    std::atomic<int> reads{0};
    auto source = std::make_unique<FakeSource>(3);
    source->reads = &reads;
    source->fail_at = 1;
    BatchLoader loader(std::move(source), 1, 2, 0);
    CHECK_THROWS_AS(loader.next({}), zscope::Error);
}

TEST_CASE("flip: half the images, others each epoch, the same for the same arguments") {
    std::int64_t flipped = 0, changed = 0, with_order = 0;
    constexpr std::int64_t kCount = 10000;
    for (std::int64_t i = 0; i < kCount; ++i) {
        const bool now = zscope::is_flipped(3, 0, i);
        flipped += now ? 1 : 0;
        changed += now != zscope::is_flipped(3, 1, i) ? 1 : 0;
        // Independent of whether the image comes in the first half of the epoch.
        with_order += now == (shuffled_index(3, 0, i, kCount) < kCount / 2) ? 1 : 0;
        CHECK(now == zscope::is_flipped(3, 0, i));
    }
    // Half of 10,000, within five standard deviations of 50.
    for (const std::int64_t count : {flipped, changed, with_order})
        CHECK(std::abs(count - kCount / 2) < 250);
}

TEST_CASE("flip: left becomes right, channels stay in order") {
    std::vector<std::uint8_t> pixels;
    for (int i = 0; i < 3 * 3 * 3; ++i)
        pixels.push_back(static_cast<std::uint8_t>(i));
    zscope::flip_image(pixels, 3, 3);
    CHECK(std::vector<std::uint8_t>(pixels.begin(), pixels.begin() + 9) ==
          std::vector<std::uint8_t>{6, 7, 8, 3, 4, 5, 0, 1, 2});
    CHECK(pixels[18] == 24);
    std::vector<std::uint8_t> grey = {1, 2, 3, 4};
    zscope::flip_image(grey, 2, 1);
    CHECK(grey == std::vector<std::uint8_t>{2, 1, 4, 3});
}
