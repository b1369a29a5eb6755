// SPDX-License-Identifier: MIT
#include "core/io/architecture_json.h"

#include <doctest/doctest.h>

#include <functional>

#include "core/base/error.h"

using namespace zscope;
using nlohmann::json;

namespace {

Architecture conditional() {
    Architecture g = dcgan_generator({.size = 32, .nz = 10, .ngf = 4});
    g.nz = 7;
    g.labels = 3;
    g.blocks[1].bias = true;
    g.blocks[1].norm_name.reset();
    g.blocks[1].activation = Activation::leaky_relu;
    g.blocks[0].eps = 0.8;
    g.blocks[2].kernel = 5;
    g.blocks[2].padding = 2;
    g.blocks[2].output_padding = 1;
    return g;
}

}  // namespace

TEST_CASE("an architecture comes back from its JSON") {
    const Architecture g = conditional();
    CHECK(g.image_size() == 32);
    const std::string text = architecture_to_json(g).dump();
    CHECK(generator_from_json(json::parse(text), "it") == g);
}

TEST_CASE("a discriminator's likewise, for its generator's images") {
    const Architecture g = conditional();
    Architecture d = dcgan_discriminator({.size = 32, .ndf = 4});
    d.blocks[0].kernel = 5;  // 5 over 32 pixels by twos leaves one row at the end
    d.blocks[0].padding = 2;
    d.blocks[0].output_padding = 1;
    const json written = json::parse(architecture_to_json(d).dump());
    CHECK(discriminator_from_json(written, g, "it") == d);
    CHECK(d.image_size() == 32);
    const auto refused = [&](const std::function<void(json&)>& change) {
        json changed = written;
        change(changed);
        CHECK_THROWS_AS(discriminator_from_json(changed, g, "it"), Error);
    };
    refused([](json& j) { j["blocks"][0]["in"] = 1; });
    refused([](json& j) { j["blocks"][0]["output_padding"] = 0; });
    refused([](json& j) { j["blocks"].erase(3); });
    refused([](json& j) { j["blocks"][1]["kernel"] = 40; });
}

TEST_CASE("architectures that contradict themselves are refused") {
    const auto refused = [](const std::function<void(json&)>& change, const char* why) {
        CAPTURE(why);
        json changed = json::parse(architecture_to_json(conditional()).dump());
        change(changed);
        CHECK_THROWS_WITH_AS(generator_from_json(changed, "it"), doctest::Contains(why), Error);
    };
    refused([](json& j) { j.erase("nz"); }, "nz");
    refused([](json& j) { j["nz"] = 8; }, "follow each other");
    refused([](json& j) { j["nz"] = -3; }, "out of range");
    refused([](json& j) { j["channels"] = 4; }, "1 or 3");
    refused([](json& j) { j["blocks"] = json::array(); }, "1 to 64");
    refused([](json& j) { j["blocks"][1]["in"] = 5; }, "follow each other");
    refused([](json& j) { j["blocks"][1]["kernel"] = 1e9; }, "kernel");
    refused([](json& j) { j["blocks"][1]["kernel"] = 1'000'000'000; }, "out of range");
    refused([](json& j) { j["blocks"][1]["stride"] = 0; }, "out of range");
    refused([](json& j) { j["blocks"][1]["padding"] = 9; }, "follow each other");
    refused([](json& j) { j["blocks"][1]["activation"] = "gelu"; }, "gelu");
    refused([](json& j) { j["blocks"][1]["surprise"] = 1; }, "surprise");
}
