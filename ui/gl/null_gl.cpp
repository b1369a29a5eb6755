// SPDX-License-Identifier: MIT
#include "ui/gl/null_gl.h"

#include <glad/gl.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace zscope::ui {

namespace {

// What a function without a table entry does. Called through other signatures than its own, which
// the calling conventions of the platforms that we build for allow: the caller owns the arguments.
std::uintptr_t nothing() {
    return 0;
}

const GLubyte* get_string(GLenum what) {
    const char* text = what == GL_VERSION                    ? "3.3.0 null"
                       : what == GL_SHADING_LANGUAGE_VERSION ? "3.30"
                                                             : "null";
    return reinterpret_cast<const GLubyte*>(text);
}

void get_integer(GLenum what, GLint* value) {
    switch (what) {
        case GL_MAJOR_VERSION:
        case GL_MINOR_VERSION:
            *value = 3;
            break;
        case GL_MAX_TEXTURE_SIZE:
            *value = 16384;
            break;
        case GL_CONTEXT_PROFILE_MASK:
            *value = GL_CONTEXT_CORE_PROFILE_BIT;
            break;
        case GL_VIEWPORT:
        case GL_SCISSOR_BOX:
            std::fill(value, value + 4, 0);
            break;
        case GL_POLYGON_MODE:
            std::fill(value, value + 2, GL_FILL);
            break;
        default:
            *value = 0;
    }
}

void generate(GLsizei count, GLuint* names) {
    static GLuint last = 0;  // UI thread only
    for (GLsizei i = 0; i < count; ++i)
        names[i] = ++last;
}

GLuint create_shader(GLenum) {
    return 1;
}
GLuint create_program() {
    return 1;
}
void get_status(GLuint, GLenum what, GLint* value) {
    *value = what == GL_INFO_LOG_LENGTH ? 0 : GL_TRUE;
}
GLenum framebuffer_status(GLenum) {
    return GL_FRAMEBUFFER_COMPLETE;
}

template <class Function>
GlFunction erased(Function* function) {
    return reinterpret_cast<GlFunction>(function);
}

}  // namespace

GlFunction null_gl_function(const char* name) {
    using Entry = std::pair<std::string_view, GlFunction>;
    static const std::array<Entry, 14> table = {{
        {"glGetString", erased(get_string)},
        {"glGetIntegerv", erased(get_integer)},
        {"glGenTextures", erased(generate)},
        {"glGenBuffers", erased(generate)},
        {"glGenVertexArrays", erased(generate)},
        {"glGenFramebuffers", erased(generate)},
        {"glGenSamplers", erased(generate)},
        {"glGenRenderbuffers", erased(generate)},
        {"glGenQueries", erased(generate)},
        {"glCreateShader", erased(create_shader)},
        {"glCreateProgram", erased(create_program)},
        {"glGetShaderiv", erased(get_status)},
        {"glGetProgramiv", erased(get_status)},
        {"glCheckFramebufferStatus", erased(framebuffer_status)},
    }};
    for (const auto& [known, function] : table) {
        if (known == name) return function;
    }
    return erased(nothing);
}

}  // namespace zscope::ui
