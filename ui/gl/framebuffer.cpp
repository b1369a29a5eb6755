// SPDX-License-Identifier: MIT
#include "ui/gl/framebuffer.h"

#include <glad/gl.h>

#include <algorithm>

#include "core/base/error.h"

namespace zscope::ui {

Framebuffer::Framebuffer(int width, int height) : color_(width, height) {
    glGenFramebuffers(1, &name_);
    bind();
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, color_.name(), 0);
    const bool complete = glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE;
    unbind();
    if (!complete)
        fail("this machine's OpenGL cannot draw a picture of {}x{} pixels", width, height);
}

Framebuffer::~Framebuffer() {
    glDeleteFramebuffers(1, &name_);
}

void Framebuffer::bind() const {
    glBindFramebuffer(GL_FRAMEBUFFER, name_);
}
void Framebuffer::unbind() {
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

ImageRgba8 Framebuffer::read() const {
    ImageRgba8 image{color_.width(), color_.height(), {}};
    const std::size_t row = std::size_t{4} * static_cast<std::size_t>(image.width);
    image.pixels.resize(row * static_cast<std::size_t>(image.height));
    bind();
    glPixelStorei(GL_PACK_ROW_LENGTH, 0);
    glPixelStorei(GL_PACK_ALIGNMENT, 4);
    glReadPixels(0, 0, image.width, image.height, GL_RGBA, GL_UNSIGNED_BYTE, image.pixels.data());
    unbind();
    // GL's first row is the lowest.
    for (int y = 0; y < image.height / 2; ++y) {
        auto* top = image.pixels.data() + row * static_cast<std::size_t>(y);
        auto* bottom = image.pixels.data() + row * static_cast<std::size_t>(image.height - 1 - y);
        std::swap_ranges(top, top + row, bottom);
    }
    for (std::size_t i = 3; i < image.pixels.size(); i += 4)
        image.pixels[i] = 255;
    return image;
}

}  // namespace zscope::ui
