// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace zscope {

// The program ffmpeg on PATH; an Error that says so, and what to do, if there is none.
std::string ffmpeg_program();

}  // namespace zscope
