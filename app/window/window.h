// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/image/image.h"

struct GLFWwindow;

namespace zscope::ui {
class ImageShader;
}

namespace zscope::app {

struct WindowSetup {
    int width = 1600;  // in screen units; made smaller if the monitor is
    int height = 1000;
    bool hidden = false;
    bool null_gl = false;  // GL functions that do nothing; nothing appears
};

// The operating system's window with its GL context, and ImGui's context in it. One at a time, on
// the main thread; wake() from any thread. Destroyed after everything that holds textures.
class Window {
  public:
    explicit Window(const WindowSetup& setup);  // Error: no display, no OpenGL 3.3
    ~Window();
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    // Takes events; sleeps until one comes, wake() was called, or `seconds` have passed.
    void wait_events(double seconds);
    void poll_events();
    // Any thread; a system event at most once until the next take_woken().
    void wake();
    bool take_woken();
    bool take_input();  // the person did something
    bool take_close();  // the window's close button
    std::vector<std::filesystem::path> take_dropped();
    bool minimised() const;
    bool draws_in_software() const { return software_; }
    float monitor_scale() const;
    void set_title(const std::string& title);
    void size(int* width, int* height) const;

    // Starts ImGui's frame. `size`: of the picture instead of the window's (screenshots).
    void begin_frame(std::optional<ImVec2> size = {});
    // Ends it, draws it and shows it.
    void present();
    // Ends it and draws it into a picture of its size instead.
    ImageRgba8 draw_picture();
    void skip_picture();  // ends it and draws nothing
    // The frame that present() showed last, drawn once more into a picture.
    ImageRgba8 picture_of_last_frame();

  private:
    struct Events;
    void make_window(const WindowSetup& setup);
    void make_callbacks();
    void make_imgui();

    GLFWwindow* window_ = nullptr;
    bool null_gl_;
    bool software_ = false;
    std::unique_ptr<Events> events_;
    std::unique_ptr<ui::ImageShader> images_;
    std::atomic<bool> woken_ = false;
};

}  // namespace zscope::app
