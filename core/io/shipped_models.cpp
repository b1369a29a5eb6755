// SPDX-License-Identifier: MIT
#include "core/io/shipped_models.h"

#include <array>
#include <cstdlib>

#include "core/io/user_folders.h"

namespace zscope {
namespace {

constexpr std::array<ShippedModel, 3> kShipped{{
    {"digiface", "DigiFace faces", "digiface.pth",
     "Faces, from the PyPI package gan-face-generate; a generator without its discriminator."},
    {"faces", "Faces", "faces.safetensors",
     "Portraits of zscope's own world, of which all is known; trained by zscope, with its "
     "discriminator."},
    {"rooms", "Rooms", "rooms.safetensors",
     "Bedrooms of zscope's own world, of which all is known; trained by zscope, with its "
     "discriminator."},
}};

}  // namespace

std::span<const ShippedModel> shipped_models() {
    return kShipped;
}

std::optional<std::filesystem::path> shipped_model_file(std::string_view word) {
    const bool is_default = word == "default";
    if (is_default) {
        const char* chosen = std::getenv("ZSCOPE_DEFAULT_MODEL");
        if (chosen != nullptr && chosen[0] != '\0') return chosen;
    }
    for (const ShippedModel& model : kShipped) {
        if (model.word == word || is_default) return shipped_folder() / "models" / model.file;
    }
    return std::nullopt;
}

}  // namespace zscope
