// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "core/model/architecture.h"

namespace zscope {

// An architecture, as it stands in files: {"nz", "labels", "channels", "blocks":
// [{"name", "in", "out", "kernel", "stride", "padding", "output_padding", "bias", "norm", "eps",
// "activation"}]}.
nlohmann::ordered_json architecture_to_json(const Architecture& architecture);

// The same, read strictly: what is missing, unknown, out of range, or no chain from nz + labels
// numbers to an image of 1 or 3 channels and at most 1,024 pixels, is an Error that begins with
// `source`. The tensors are not looked at.
Architecture generator_from_json(const nlohmann::json& json, std::string_view source);
// Likewise, from an image of `size` pixels and the generator's channels to one number.
Architecture discriminator_from_json(const nlohmann::json& json, const Architecture& generator,
                                     std::string_view source);

}  // namespace zscope
