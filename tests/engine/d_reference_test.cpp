// SPDX-License-Identifier: MIT
#include "core/engine/d_reference.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/base/error.h"
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

}  // namespace zscope
