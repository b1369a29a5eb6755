// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace zscope {

// ignored: the average of a discriminator.
enum class NetworkRole { unnamed, generator, average, discriminator, ignored };

// Whose tensor a name says it is, by the first of its parts that says so: "netG_state_dict",
// "generator", "G_ema", "model_D" …; the last part is the tensor's own. `prefix` is what stands
// before the network's own names, with the dot.
struct NetworkOwner {
    NetworkRole role = NetworkRole::unnamed;
    std::string prefix;
};
NetworkOwner owner_of(const std::string& name);

}  // namespace zscope
