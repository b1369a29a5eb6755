// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/network_layers.h"

namespace zscope {

struct Misfit {  // why a layer can be no part of the network that was expected
    std::string expected;
    std::string reason;
};

// Which of the layers do not fit, and why.
using Misfits = std::map<const Layer*, Misfit>;

// "[512, 256, 4, 4]"
std::string shape_text(const std::vector<std::int64_t>& shape);

// Throws an Error: `source`, `what` in words, and a table of all layers: what was found (tensor and
// shape), what was expected, and whether it fits, a line each.
[[noreturn]] void refuse_network(std::string_view source, std::string_view what,
                                 const std::vector<Layer>& layers, const Misfits& misfits);

}  // namespace zscope
