// SPDX-License-Identifier: MIT
// Where the z of a prior lie, against drawn ones.
#include "core/latent/prior_shell.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/latent/torch_randn.h"

using namespace zscope;

namespace {

double norm_of(std::span<const float> z) {
    double squares = 0.0;
    for (const float value : z)
        squares += static_cast<double>(value) * value;
    return std::sqrt(squares);
}

}  // namespace

TEST_CASE("the length of random z and its deviation are those of 20,000 drawn ones") {
    for (const std::string prior : {"normal", "uniform"}) {
        CAPTURE(prior);
        constexpr std::int64_t kRows = 20'000, kNz = 100;
        const std::vector<float> z = draw_z(prior, 5, kRows, kNz);
        double sum = 0.0, squares = 0.0;
        for (std::int64_t row = 0; row < kRows; ++row) {
            const double norm = norm_of(std::span(z).subspan(row * kNz, kNz));
            sum += norm;
            squares += norm * norm;
        }
        const double mean = sum / kRows;
        const PriorShell shell = prior_shell(prior, kNz);
        CHECK(shell.norm == doctest::Approx(mean).epsilon(0.002));
        CHECK(shell.deviation ==
              doctest::Approx(std::sqrt(squares / kRows - mean * mean)).epsilon(0.03));
    }
}

TEST_CASE("z is kept where the prior is: scaled or clamped, and left alone inside") {
    const std::vector<float> drawn = draw_z("normal", 3, 1, 100);
    std::vector<float> z = drawn;
    keep_in_prior("normal", z);
    CHECK(z == drawn);
    for (const float factor : {3.0F, 0.1F}) {
        std::vector<float> off = drawn;
        for (float& value : off)
            value *= factor;
        keep_in_prior("normal", off);
        CHECK(deviations_from_prior("normal", off) ==
              doctest::Approx(factor > 1.0F ? kPriorDeviations : -kPriorDeviations).epsilon(1e-4));
        CHECK(off[0] / off[1] == doctest::Approx(drawn[0] / drawn[1]));  // the same direction
    }
    std::vector<float> box = {-2.0F, 0.5F, 1.5F};
    keep_in_prior("uniform", box);
    CHECK(box == std::vector<float>{-1.0F, 0.5F, 1.0F});
    std::vector<float> zero(10, 0.0F);
    keep_in_prior("normal", zero);
    CHECK(zero == std::vector<float>(10, 0.0F));
}
