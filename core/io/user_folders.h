// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace zscope {

// The person's folders for zscope (XDG Base Directory Specification), made when first asked for.
std::filesystem::path config_folder();  // $XDG_CONFIG_HOME/zscope: settings, layout
std::filesystem::path data_folder();    // $XDG_DATA_HOME/zscope: library, runs
std::filesystem::path cache_folder();   // $XDG_CACHE_HOME/zscope: drawn images, kernel choices

// What ships with the program: <executable>/../share/zscope (default model, fonts are embedded).
std::filesystem::path shipped_folder();

}  // namespace zscope
