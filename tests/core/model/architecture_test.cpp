// SPDX-License-Identifier: MIT
#include "core/model/architecture.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/base/check.h"
#include "core/base/error.h"

using zscope::Activation;
using zscope::Architecture;
using zscope::dcgan_discriminator;
using zscope::dcgan_generator;
using zscope::NetworkShape;

namespace {

std::vector<std::int64_t> outs(const Architecture& architecture) {
    std::vector<std::int64_t> result;
    for (const auto& block : architecture.blocks)
        result.push_back(block.out);
    return result;
}

std::vector<std::string> names(const Architecture& architecture) {
    std::vector<std::string> result;
    for (const auto& block : architecture.blocks) {
        result.push_back(block.name + (block.norm_name ? " " + *block.norm_name : ""));
    }
    return result;
}

using Names = std::vector<std::string>;
using Widths = std::vector<std::int64_t>;

}  // namespace

// The figures of the PyTorch example's networks (examples/dcgan, nz 100, ngf = ndf = 64).
TEST_CASE("DCGAN for 64 pixels has the example's parameters and names") {
    const Architecture g = dcgan_generator({});
    const Architecture d = dcgan_discriminator({});
    CHECK(g.parameters() == 3'576'704);
    CHECK(d.parameters() == 2'765'568);
    CHECK(names(g) ==
          Names{"main.0 main.1", "main.3 main.4", "main.6 main.7", "main.9 main.10", "main.12"});
    CHECK(names(d) ==
          Names{"main.0", "main.2 main.3", "main.5 main.6", "main.8 main.9", "main.11"});
    CHECK(outs(g) == Widths{512, 256, 128, 64, 3});
    CHECK(outs(d) == Widths{64, 128, 256, 512, 1});
    CHECK(g.blocks.front().in == 100);
    CHECK(g.blocks.front().stride == 1);
    CHECK(g.blocks.front().padding == 0);
    CHECK(g.blocks.back().activation == Activation::tanh);
    CHECK(d.blocks.front().activation == Activation::leaky_relu);
    CHECK(d.blocks.back().activation == Activation::none);
    CHECK(d.blocks.back().stride == 1);
}

TEST_CASE("DCGAN depth follows the size, and the cap holds every width") {
    CHECK(outs(dcgan_generator({.size = 32, .ngf = 16})) == Widths{64, 32, 16, 3});
    CHECK(outs(dcgan_generator({.size = 128, .ngf = 64})) == Widths{1024, 512, 256, 128, 64, 3});
    CHECK(outs(dcgan_generator({.size = 128, .max_width = 512})) ==
          Widths{512, 512, 256, 128, 64, 3});
    CHECK(outs(dcgan_discriminator({.size = 128, .max_width = 512})) ==
          Widths{64, 128, 256, 512, 512, 1});
    CHECK(outs(dcgan_discriminator({.size = 32, .channels = 1, .ndf = 8})) == Widths{8, 16, 32, 1});
    CHECK(dcgan_discriminator({.size = 32, .channels = 1}).blocks.front().in == 1);
    CHECK(names(dcgan_generator({.size = 32})).back() == "main.9");
    CHECK(names(dcgan_discriminator({.size = 128})).back() == "main.14");
}

TEST_CASE("DCGAN map sizes double in G and halve in D, and blocks fit together") {
    for (const std::int64_t size : {32, 64, 128}) {
        CAPTURE(size);
        const Architecture g = dcgan_generator({.size = size, .ngf = 4, .ndf = 4});
        const Architecture d = dcgan_discriminator({.size = size, .ngf = 4, .ndf = 4});
        CHECK(g.image_size() == size);
        CHECK(d.image_size() == size);
        std::int64_t extent = 4;
        for (std::size_t block = 1; block <= g.blocks.size(); ++block, extent *= 2) {
            CHECK(g.map_size(block) == extent);
        }
        extent = size / 2;
        for (std::size_t block = 1; block < d.blocks.size(); ++block, extent /= 2) {
            CHECK(d.map_size(block) == extent);
        }
        CHECK(d.map_size(d.blocks.size()) == 1);
        for (std::size_t i = 1; i < g.blocks.size(); ++i) {
            CHECK(g.blocks[i].in == g.blocks[i - 1].out);
            CHECK(d.blocks[i].in == d.blocks[i - 1].out);
        }
    }
}

TEST_CASE("DCGAN of an unknown shape is refused in words; a block that is not there is a bug") {
    CHECK_THROWS_WITH_AS(dcgan_generator({.size = 48}),
                         "a DCGAN of 48 pixels is not known here: 32, 64 and 128 are",
                         zscope::Error);
    CHECK_THROWS_AS(dcgan_discriminator({.channels = 4}), zscope::Error);
    CHECK_THROWS_AS(dcgan_generator({.nz = 0}), zscope::Error);
    CHECK_THROWS_AS(dcgan_generator({}).map_size(0), zscope::CheckFailure);
    CHECK_THROWS_AS(dcgan_generator({}).map_size(6), zscope::CheckFailure);
}
