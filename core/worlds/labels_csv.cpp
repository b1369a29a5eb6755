// SPDX-License-Identifier: MIT
#include "core/worlds/labels_csv.h"

#include <fmt/format.h>

namespace zscope {

std::string labels_csv(const World& world, std::span<const std::string> names,
                       std::span<const float> labels) {
    const auto attributes = world.attributes();
    std::string text = "image";
    for (const WorldAttribute& attribute : attributes)
        text += fmt::format(",{}", attribute.key);
    text += '\n';
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += names[i];
        for (std::size_t k = 0; k < attributes.size(); ++k) {
            const float value = labels[i * attributes.size() + k];
            text += attributes[k].kind == WorldAttribute::Kind::yes_no
                        ? fmt::format(",{:.0f}", value)
                        : fmt::format(",{:.2f}", value);
        }
        text += '\n';
    }
    return text;
}

}  // namespace zscope
