// SPDX-License-Identifier: MIT
#include "ui/gl/gl_api.h"

#include <fmt/format.h>
#include <glad/gl.h>

#include "core/base/error.h"

namespace zscope::ui {

void load_gl(GlLookUp look_up) {
    if (gladLoadGL(look_up) == 0) {
        fail(
            "this machine's OpenGL is older than 3.3: update the graphics driver, or set "
            "LIBGL_ALWAYS_SOFTWARE=1 to draw in software");
    }
}

std::string describe_gl() {
    const auto text = [](GLenum what) {
        const auto* value = reinterpret_cast<const char*>(glGetString(what));
        return std::string(value == nullptr ? "unknown" : value);
    };
    return fmt::format("{}, OpenGL {}", text(GL_RENDERER), text(GL_VERSION));
}

bool draws_in_software() {
    const std::string name = describe_gl();
    const auto is = [&](const char* driver) { return name.find(driver) != std::string::npos; };
    return is("llvmpipe") || is("softpipe") || is("swrast");
}

void start_picture(int width, int height, const ImVec4& color) {
    glViewport(0, 0, width, height);
    glDisable(GL_SCISSOR_TEST);
    glClearColor(color.x, color.y, color.z, 1.0F);
    glClear(GL_COLOR_BUFFER_BIT);
}

}  // namespace zscope::ui
