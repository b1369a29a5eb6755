// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <utility>

namespace zscope::ui {

// Move-only owner of one GL name, so that what holds it needs no hand-written moves. Zero: nothing.
class GlHandle {
  public:
    GlHandle() = default;
    explicit GlHandle(std::uint32_t name) : name_(name) {}
    GlHandle(GlHandle&& other) noexcept : name_(std::exchange(other.name_, 0)) {}
    GlHandle& operator=(GlHandle&& other) noexcept {
        std::swap(name_, other.name_);
        return *this;
    }
    std::uint32_t get() const { return name_; }

  private:
    std::uint32_t name_ = 0;
};

// An RGBA8 texture. Made, used and destroyed on the UI thread while the GL context is current.
class Texture {
  public:
    Texture() = default;
    Texture(int width, int height);
    ~Texture();
    Texture(Texture&&) noexcept = default;
    Texture& operator=(Texture&& other) noexcept = default;

    bool valid() const { return handle_.get() != 0; }
    int width() const { return width_; }
    int height() const { return height_; }
    std::uint32_t name() const { return handle_.get(); }
    // Replaces the rectangle; `rgba` holds 4·width·height bytes.
    void upload(int x, int y, int width, int height, const std::uint8_t* rgba);
    void set_smooth(bool smooth);

  private:
    GlHandle handle_;
    int width_ = 0, height_ = 0;
};

}  // namespace zscope::ui
