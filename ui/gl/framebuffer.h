// SPDX-License-Identifier: MIT
#pragma once

#include "core/image/image.h"
#include "ui/gl/texture.h"

namespace zscope::ui {

// An offscreen picture of a given size, for screenshots. UI thread, with the GL context current.
class Framebuffer {
  public:
    // Throws Error if the driver refuses the size.
    Framebuffer(int width, int height);
    ~Framebuffer();
    Framebuffer(const Framebuffer&) = delete;
    Framebuffer& operator=(const Framebuffer&) = delete;

    void bind() const;        // what is drawn from now on goes here
    static void unbind();     // back to the window
    ImageRgba8 read() const;  // top row first, opaque

  private:
    Texture color_;
    std::uint32_t name_ = 0;
};

}  // namespace zscope::ui
