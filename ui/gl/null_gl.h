// SPDX-License-Identifier: MIT
#pragma once

#include "ui/gl/gl_api.h"

namespace zscope::ui {

// OpenGL that draws nothing, for `--gl null`: every function is there and returns at once, so that
// a measurement sees the program's own work and no driver's. For load_gl().
GlFunction null_gl_function(const char* name);

}  // namespace zscope::ui
