// SPDX-License-Identifier: MIT
#include "core/latent/torch_randn.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "core/base/error.h"

using zscope::draw_z;
using zscope::mix_seed;
using zscope::torch_rand;
using zscope::torch_randn;
using zscope::training_z;

namespace {

struct Probe {
    std::size_t index;
    float value;
};
struct Draw {
    std::uint64_t seed;
    std::int64_t values;
    std::vector<Probe> probes;
};

// Printed with %.9g by a program linked against LibTorch 2.15 (what Python's functions call):
//     at::manual_seed(seed); at::randn({values}).data_ptr<float>()[index]
const std::vector<Draw> kNormal{
    {0U, 1, {{0, 1.54099607F}}},
    {0U, 5, {{0, 1.54099607F}, {1, -0.293428898F}, {4, -1.08452237F}}},
    {0U,
     15,
     {{0, 1.54099607F},
      {1, -0.293428898F},
      {4, -1.08452237F},
      {7, 0.838026345F},
      {13, 1.10060418F},
      {14, -1.07118738F}}},
    {0U,
     16,
     {{0, -1.12583983F},
      {1, -1.1523602F},
      {4, 0.848710358F},
      {8, 0.322274923F},
      {14, 1.11677718F},
      {15, -0.247278154F}}},
    {0U,
     17,
     {{0, -1.12583983F},
      {1, -1.6959312F},
      {4, 0.598839462F},
      {8, 0.468096405F},
      {15, -0.843676746F},
      {16, 0.931826591F}}},
    {0U,
     100,
     {{0, -1.12583983F},
      {1, -1.1523602F},
      {4, 0.848710358F},
      {50, 1.05535746F},
      {83, 0.00089182175F},
      {84, -2.6133225F},
      {91, 0.434225649F},
      {98, -0.428829998F},
      {99, 0.232918292F}}},
    {0U,
     12800,
     {{0, -1.12583983F},
      {1, -1.1523602F},
      {4, 0.848710358F},
      {6400, 1.41643798F},
      {12783, 0.266760886F},
      {12784, -1.54804158F},
      {12791, -0.848152876F},
      {12798, 0.568978488F},
      {12799, 0.0698967576F}}},
    {7U, 1, {{0, -0.146795094F}}},
    {7U, 5, {{0, -0.146795094F}, {1, 0.786141276F}, {4, 1.69079018F}}},
    {7U,
     15,
     {{0, -0.146795094F},
      {1, 0.786141276F},
      {4, 1.69079018F},
      {7, 1.23238575F},
      {13, 0.240546122F},
      {14, 1.39545083F}}},
    {7U,
     16,
     {{0, -0.820134521F},
      {1, 0.395631164F},
      {4, -0.166996017F},
      {8, 0.926542997F},
      {14, 0.230396867F},
      {15, 1.09016514F}}},
    {7U,
     17,
     {{0, -0.820134521F},
      {1, -0.324566633F},
      {4, 0.198445052F},
      {8, -0.848908603F},
      {15, -1.35976899F},
      {16, -0.866701603F}}},
    {7U,
     100,
     {{0, -0.820134521F},
      {1, 0.395631164F},
      {4, -0.166996017F},
      {50, -0.0144879408F},
      {83, 0.307813287F},
      {84, 0.127443537F},
      {91, 0.646002591F},
      {98, -1.22392416F},
      {99, 0.640272617F}}},
    {7U,
     12800,
     {{0, -0.820134521F},
      {1, 0.395631164F},
      {4, -0.166996017F},
      {6400, -0.162825048F},
      {12783, -1.23202956F},
      {12784, 0.29986006F},
      {12791, 0.139363244F},
      {12798, 0.306767762F},
      {12799, 1.98756897F}}},
    {2147483647U, 1, {{0, -0.98000735F}}},
    {2147483647U, 5, {{0, -0.98000735F}, {1, -1.65784788F}, {4, 2.09915519F}}},
    {2147483647U,
     15,
     {{0, -0.98000735F},
      {1, -1.65784788F},
      {4, 2.09915519F},
      {7, -0.208697125F},
      {13, -0.517422855F},
      {14, 1.1822325F}}},
    {2147483647U,
     16,
     {{0, 1.56736195F},
      {1, -0.23729232F},
      {4, 0.28588146F},
      {8, 0.0791362002F},
      {14, 1.37293088F},
      {15, 2.93336725F}}},
    {2147483647U,
     17,
     {{0, 1.56736195F},
      {1, -1.62605071F},
      {4, 0.984879673F},
      {8, -2.19211125F},
      {15, 0.7276178F},
      {16, 2.2497077F}}},
    {2147483647U,
     100,
     {{0, 1.56736195F},
      {1, -0.23729232F},
      {4, 0.28588146F},
      {50, 0.115596429F},
      {83, -1.36353242F},
      {84, -1.01881719F},
      {91, 1.35044265F},
      {98, 1.43249631F},
      {99, -1.06316638F}}},
    {2147483647U,
     12800,
     {{0, 1.56736195F},
      {1, -0.23729232F},
      {4, 0.28588146F},
      {6400, 0.989905894F},
      {12783, -0.626978517F},
      {12784, 0.539627969F},
      {12791, -0.924244344F},
      {12798, 0.145130798F},
      {12799, -2.81947708F}}},
    {1234567890123456789U, 1, {{0, -1.07754076F}}},
    {1234567890123456789U, 5, {{0, -1.07754076F}, {1, -1.27736592F}, {4, 0.39466989F}}},
    {1234567890123456789U,
     15,
     {{0, -1.07754076F},
      {1, -1.27736592F},
      {4, 0.39466989F},
      {7, 1.30371797F},
      {13, -0.703415036F},
      {14, 0.348554373F}}},
    {1234567890123456789U,
     16,
     {{0, -0.823046803F},
      {1, 0.983159721F},
      {4, 0.416923642F},
      {8, -1.02795243F},
      {14, -0.972975135F},
      {15, -0.270567507F}}},
    {1234567890123456789U,
     17,
     {{0, -0.823046803F},
      {1, 0.637049437F},
      {4, -0.0622980297F},
      {8, 0.585090458F},
      {15, -1.23471081F},
      {16, -1.86272156F}}},
    {1234567890123456789U,
     100,
     {{0, -0.823046803F},
      {1, 0.983159721F},
      {4, 0.416923642F},
      {50, -0.625774443F},
      {83, 1.72391748F},
      {84, -0.717953086F},
      {91, -0.381595731F},
      {98, 0.133965224F},
      {99, 0.0660352483F}}},
    {1234567890123456789U,
     12800,
     {{0, -0.823046803F},
      {1, 0.983159721F},
      {4, 0.416923642F},
      {6400, 0.399029076F},
      {12783, -0.860907078F},
      {12784, -1.31320345F},
      {12791, -1.68980849F},
      {12798, -1.49141729F},
      {12799, 0.0487064272F}}},
};

// The same of at::rand({values}).
const std::vector<Draw> kUniform{
    {0U, 5, {{0, 0.49625659F}, {1, 0.768221796F}, {4, 0.307422817F}}},
    {0U,
     100,
     {{0, 0.49625659F},
      {1, 0.768221796F},
      {4, 0.307422817F},
      {50, 0.81978035F},
      {83, 0.00123602152F},
      {84, 0.593586028F},
      {91, 0.752854049F},
      {98, 0.109957993F},
      {99, 0.212090254F}}},
    {7U, 5, {{0, 0.53492254F}, {1, 0.198803186F}, {4, 0.232761562F}}},
    {7U,
     100,
     {{0, 0.53492254F},
      {1, 0.198803186F},
      {4, 0.232761562F},
      {50, 0.0913777947F},
      {83, 0.413566291F},
      {84, 0.294263542F},
      {91, 0.201850593F},
      {98, 0.726432741F},
      {99, 0.886804521F}}},
    {2147483647U, 5, {{0, 0.70812887F}, {1, 0.354239106F}, {4, 0.0904441476F}}},
    {2147483647U,
     100,
     {{0, 0.70812887F},
      {1, 0.354239106F},
      {4, 0.0904441476F},
      {50, 0.343595266F},
      {83, 0.609516799F},
      {84, 0.580156267F},
      {91, 0.48294282F},
      {98, 0.926242888F},
      {99, 0.30130893F}}},
    {1234567890123456789U, 5, {{0, 0.57980907F}, {1, 0.923385262F}, {4, 0.0866340399F}}},
    {1234567890123456789U,
     100,
     {{0, 0.57980907F},
      {1, 0.923385262F},
      {4, 0.0866340399F},
      {50, 0.3034603F},
      {83, 0.816558123F},
      {84, 0.946919143F},
      {91, 0.942781031F},
      {98, 0.134219944F},
      {99, 0.730340779F}}},
};

}  // namespace

TEST_CASE("torch_randn draws what PyTorch draws, to 1e-6") {
    for (const Draw& draw : kNormal) {
        const std::vector<float> z = torch_randn(draw.seed, draw.values);
        REQUIRE(z.size() == static_cast<std::size_t>(draw.values));
        for (const Probe& probe : draw.probes) {
            CAPTURE(draw.seed);
            CAPTURE(draw.values);
            CAPTURE(probe.index);
            CHECK(std::abs(z[probe.index] - probe.value) <= 1e-6F);
        }
    }
}

TEST_CASE("torch_rand draws what PyTorch draws, exactly") {
    for (const Draw& draw : kUniform) {
        const std::vector<float> z = torch_rand(draw.seed, draw.values);
        for (const Probe& probe : draw.probes) {
            CAPTURE(draw.seed);
            CAPTURE(probe.index);
            CHECK(z[probe.index] == probe.value);
        }
    }
}

TEST_CASE("draws of no values are empty, and the high half of a seed does not count") {
    CHECK(torch_randn(1, 0).empty());
    CHECK(torch_rand(1, 0).empty());
    CHECK(torch_randn(7, 100) == torch_randn(7 + (std::uint64_t{5} << 32), 100));
    CHECK(torch_randn(7, 100) != torch_randn(8, 100));
}

TEST_CASE("draw_z: a row of a grid depends on the count, the uniform prior spans -1 to 1") {
    CHECK(draw_z("normal", 7, 64, 100) == torch_randn(7, 6400));
    CHECK(draw_z("normal", 7, 1, 5) == torch_randn(7, 5));
    const std::vector<float> uniform = draw_z("uniform", 7, 64, 100);
    const std::vector<float> raw = torch_rand(7, 6400);
    REQUIRE(uniform.size() == 6400);
    double sum = 0.0;
    bool in_range = true;
    for (std::size_t i = 0; i < uniform.size(); ++i) {
        CHECK(uniform[i] == raw[i] * 2.0F - 1.0F);
        in_range = in_range && uniform[i] >= -1.0F && uniform[i] < 1.0F;
        sum += uniform[i];
    }
    CHECK(in_range);
    CHECK(std::abs(sum / 6400) < 0.03);  // four standard errors
    CHECK_THROWS_AS(draw_z("cauchy", 7, 1, 1), zscope::Error);
}

TEST_CASE("torch_randn is normal: mean, variance and tails of a million values") {
    const std::vector<float> z = torch_randn(3, 1'000'000);
    double sum = 0.0;
    double squares = 0.0;
    int beyond_two = 0;
    for (const float value : z) {
        sum += value;
        squares += static_cast<double>(value) * value;
        beyond_two += std::abs(value) > 2.0F ? 1 : 0;
    }
    CHECK(std::abs(sum / 1e6) < 0.005);
    CHECK(squares / 1e6 == doctest::Approx(1.0).epsilon(0.01));
    CHECK(beyond_two / 1e6 == doctest::Approx(0.0455).epsilon(0.03));
}

TEST_CASE("training_z is a pure function of seed and step") {
    const auto z = training_z("normal", 1, 41, 16, 10);
    CHECK(z.size() == 160);
    CHECK(z == training_z("normal", 1, 41, 16, 10));
    CHECK(z == draw_z("normal", mix_seed(1, 41), 16, 10));
    CHECK(z != training_z("normal", 1, 42, 16, 10));
    CHECK(z != training_z("normal", 2, 41, 16, 10));
    CHECK(training_z("uniform", 1, 41, 16, 10) != z);
}

TEST_CASE("mix_seed spreads neighbours: no equal low halves, about half of the bits flip") {
    std::set<std::uint32_t> low_halves;  // what the generator takes
    int flipped = 0;
    for (std::uint64_t step = 0; step < 2000; ++step) {
        low_halves.insert(static_cast<std::uint32_t>(mix_seed(1, step)));
        flipped += __builtin_popcountll(mix_seed(1, step) ^ mix_seed(1, step + 1));
    }
    CHECK(low_halves.size() == 2000);
    CHECK(flipped / 2000.0 == doctest::Approx(32.0).epsilon(0.02));
    CHECK(mix_seed(1, 2) != mix_seed(2, 1));
    // Fixed for ever: old runs resume with it. Worked out in Python from Vigna's splitmix64.c.
    CHECK(mix_seed(0, 0) == 0xa706dd2f4d197e6fU);
    CHECK(mix_seed(1, 41) == 0x544161c4ea922841U);
}
