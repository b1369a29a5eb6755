// SPDX-License-Identifier: MIT
#include "ui/gl/texture.h"

#include <glad/gl.h>

namespace zscope::ui {

Texture::Texture(int width, int height) : width_(width), height_(height) {
    GLuint name = 0;
    glGenTextures(1, &name);
    handle_ = GlHandle(name);
    glBindTexture(GL_TEXTURE_2D, name);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    // One level only: without these two the texture counts as incomplete and is drawn black.
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_BASE_LEVEL, 0);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    set_smooth(false);
}

Texture::~Texture() {
    const GLuint name = handle_.get();
    if (name != 0) glDeleteTextures(1, &name);
}

void Texture::upload(int x, int y, int width, int height, const std::uint8_t* rgba) {
    glBindTexture(GL_TEXTURE_2D, handle_.get());
    // ImGui's backend leaves its own row length behind.
    glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    glTexSubImage2D(GL_TEXTURE_2D, 0, x, y, width, height, GL_RGBA, GL_UNSIGNED_BYTE, rgba);
}

void Texture::set_smooth(bool smooth) {
    glBindTexture(GL_TEXTURE_2D, handle_.get());
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, smooth ? GL_LINEAR : GL_NEAREST);
}

}  // namespace zscope::ui
