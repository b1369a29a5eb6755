// SPDX-License-Identifier: MIT
#include "core/io/data/held_out.h"

#include <doctest/doctest.h>

#include <array>
#include <set>

#include "core/base/error.h"

namespace zscope {
namespace {

// Image i is the byte i.
class Counting final : public DataSource {
  public:
    std::int64_t count() const override { return 100; }
    std::int64_t size() const override { return 1; }
    std::int64_t channels() const override { return 1; }
    void read(std::int64_t index, std::span<std::uint8_t> out) override {
        out[0] = static_cast<std::uint8_t>(index);
    }
    std::string description() const override { return "100 bytes"; }
};

std::set<int> images_of(DataSource& source) {
    std::set<int> images;
    for (std::int64_t i = 0; i < source.count(); ++i) {
        std::array<std::uint8_t, 1> byte{};
        source.read(i, byte);
        images.insert(byte[0]);
    }
    return images;
}

}  // namespace

TEST_CASE("what is held out is no part of the training, and both together are all") {
    const auto training = training_part(std::make_unique<Counting>(), 30, 7);
    const auto held = held_out_part(std::make_unique<Counting>(), 30, 7);
    const std::set<int> a = images_of(*training);
    const std::set<int> b = images_of(*held);
    CHECK(a.size() == 70);
    CHECK(b.size() == 30);
    std::set<int> all = a;
    all.insert(b.begin(), b.end());
    CHECK(all.size() == 100);
    CHECK(images_of(*held_out_part(std::make_unique<Counting>(), 30, 7)) == b);
    CHECK(images_of(*held_out_part(std::make_unique<Counting>(), 30, 8)) != b);
    CHECK_THROWS_WITH_AS((void)training_part(std::make_unique<Counting>(), 100, 7),
                         doctest::Contains("only 100 images"), Error);
}

}  // namespace zscope
