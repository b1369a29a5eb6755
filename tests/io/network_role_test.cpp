// SPDX-License-Identifier: MIT
#include "core/io/network_role.h"

#include <doctest/doctest.h>

using namespace zscope;

TEST_CASE("the words that people put before a network's names") {
    const auto is = [](const char* name, NetworkRole role, const char* prefix) {
        CAPTURE(name);
        const NetworkOwner owner = owner_of(name);
        CHECK(owner.role == role);
        CHECK(owner.prefix == prefix);
    };
    using enum NetworkRole;
    is("netG_state_dict.main.0.weight", generator, "netG_state_dict.");
    is("state_dict.generator.gen.0.weight", generator, "state_dict.generator.");
    is("module.netG.main.0.weight", generator, "module.netG.");
    is("modelG.0.weight", generator, "modelG.");
    is("state_dict_G.main.0.weight", generator, "state_dict_G.");
    is("G_ema.main.0.weight", average, "G_ema.");
    is("ema.generator.main.0.weight", average, "ema.generator.");
    is("avgG.main.0.weight", average, "avgG.");
    is("ema.discriminator.main.0.weight", ignored, "ema.discriminator.");
    is("netD.main.0.weight", discriminator, "netD.");
    is("disc.0.weight", discriminator, "disc.");
    is("main.0.weight", unnamed, "");
    is("optimizerG.state.0.weight", unnamed, "");
    is("main.conv_d.weight", unnamed, "");
    is("conv2d.weight", unnamed, "");
    is("g", unnamed, "");
}
