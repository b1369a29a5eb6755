// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace zscope {

// A model that comes with zscope, and the word that names it on the command line and in the window.
struct ShippedModel {
    std::string_view word;   // "faces"
    std::string_view title;  // "Faces"
    std::string_view file;   // below shipped_folder()/models
    std::string_view help;   // one sentence: what it draws and where it is from
};

// In the order in which people see them; the first is "default". Some may not be there in a build
// that left them out.
std::span<const ShippedModel> shipped_models();
// The file of a word ("default" too), whether or not it is there; nullopt for any other text.
// ZSCOPE_DEFAULT_MODEL in the environment takes the place of the default's.
std::optional<std::filesystem::path> shipped_model_file(std::string_view word);

}  // namespace zscope
