// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <string>

namespace zscope::ui {

using GlFunction = void (*)();
using GlLookUp = GlFunction (*)(const char* name);

// Fills glad's table through `look_up` (glfwGetProcAddress, or null_gl_function). Throws Error if
// the functions of OpenGL 3.3 are not all there. Once, with the context current.
void load_gl(GlLookUp look_up);

// "llvmpipe (LLVM 15.0.6, 256 bits), OpenGL 4.5": for the log and for doctor.
std::string describe_gl();
// The processor draws, in threads of Mesa's, not a graphics card.
bool draws_in_software();

// The whole of what is bound is this large and starts out in this colour.
void start_picture(int width, int height, const ImVec4& color);

}  // namespace zscope::ui
