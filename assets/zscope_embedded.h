// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace zscope {

// The text of a file of shaders/ or assets/ as it was at build time: "shaders/image.frag.glsl".
// Nothing is looked up on the disk. A path that was not embedded is a bug: std::logic_error.
std::string_view embedded_file(std::string_view path);

}  // namespace zscope
