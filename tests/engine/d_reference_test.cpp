// SPDX-License-Identifier: MIT
#include "core/engine/d_reference.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/base/error.h"
#include "core/io/data/image_set.h"
#include "tiny_models.h"

namespace zscope {

TEST_CASE("a percentile is the share below, equal ones counting half") {
    const std::vector<float> sorted = {-2, -1, -1, 0, 5};
    CHECK(percentile(sorted, -3) == 0.0);
    CHECK(percentile(sorted, -2) == doctest::Approx(10));
    CHECK(percentile(sorted, -1) == doctest::Approx(40));
    CHECK(percentile(sorted, 4) == doctest::Approx(80));
    CHECK(percentile(sorted, 6) == 100.0);
    CHECK(percentile({}, 1) == 50.0);
}

TEST_CASE("the reference holds D's logits of images of the prior, and of real ones") {
    Sampler sampler(test::tiny_model(), Weights::raw);
    const HostTensor real = test::random_tensor({300, 3, 32, 32}, 4, 0.0F, 0.4F);
    const DReference reference = make_d_reference(sampler, &real);
    REQUIRE(reference.generated.size() == 256);
    REQUIRE(reference.real.size() == 256);
    CHECK(std::is_sorted(reference.generated.begin(), reference.generated.end()));
    CHECK(reference.generated.front() < reference.generated.back());
    // The median of other images of the same model lies well inside.
    std::vector<float> other = sampler.d_logits(sampler.images(torch_randn(77, 101 * 10)));
    std::sort(other.begin(), other.end());
    CHECK(percentile(reference.generated, other[50]) == doctest::Approx(50).epsilon(0.4));
    const std::vector<float> first = sampler.d_logits(real);
    const float one = first[0];
    CHECK(std::binary_search(reference.real.begin(), reference.real.end(), one));
    CHECK_FALSE(std::binary_search(reference.real.begin(), reference.real.end(), first[299]));
    CHECK(make_d_reference(sampler).real.empty());
    Sampler without(test::tiny_model({.with_d = false}), Weights::raw);
    CHECK_THROWS_AS(make_d_reference(without), Error);
}

TEST_CASE("D is asked about images spread evenly over a data set, in its own numbers") {
    Sampler sampler(test::tiny_model(), Weights::raw);
    constexpr std::int64_t kCount = 7, kValues = 3 * 32 * 32;
    std::vector<std::uint8_t> bytes(kCount * kValues);  // (N, H, W, C)
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>((i * 7919 + i / kValues * 31) % 251);
    const auto data = make_memory_source(bytes, 32, 3);
    // By hand: the planes of every image, from −1 to 1.
    std::vector<float> planes;
    for (std::size_t image = 0; image < kCount; ++image) {
        for (std::size_t channel = 0; channel < 3; ++channel) {
            for (std::size_t pixel = 0; pixel < 32 * 32; ++pixel) {
                const float byte = bytes[image * kValues + pixel * 3 + channel];
                planes.push_back((byte - 127.5F) / 127.5F);
            }
        }
    }
    const std::vector<float> each =
        sampler.d_logits(HostTensor::from_floats({kCount, 3, 32, 32}, planes));
    std::vector<float> all = each;
    std::sort(all.begin(), all.end());
    const std::vector<float> asked = logits_of_data(sampler, *data, 512);
    REQUIRE(asked.size() == all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        CHECK(asked[i] == doctest::Approx(all[i]).epsilon(1e-4));
    std::vector<float> three = {each[0], each[2], each[4]};  // 0, 7/3, 14/3
    std::sort(three.begin(), three.end());
    const std::vector<float> some = logits_of_data(sampler, *data, 3);
    REQUIRE(some.size() == 3);
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(some[i] == doctest::Approx(three[i]).epsilon(1e-4));

    const auto grey = make_memory_source(std::vector<std::uint8_t>(32 * 32), 32, 1);
    CHECK_THROWS_AS(logits_of_data(sampler, *grey, 512), Error);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_WITH_AS(logits_of_data(sampler, *data, 512, stop.get_token()), "stopped", Error);
}

}  // namespace zscope
