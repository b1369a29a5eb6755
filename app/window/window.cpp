// SPDX-License-Identifier: MIT
#include "app/window/window.h"

#include <GLFW/glfw3.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>
#include <implot.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "ui/gl/framebuffer.h"
#include "ui/gl/gl_api.h"
#include "ui/gl/image_shader.h"
#include "ui/gl/null_gl.h"
#include "ui/theme.h"

namespace zscope::app {

namespace {

constexpr int kSmallestWidth = 640, kSmallestHeight = 400;

[[noreturn]] void fail_with_glfw(const char* what) {
    const char* reason = nullptr;
    glfwGetError(&reason);
    fail("{}: {}", what, reason == nullptr ? "the system gives no reason" : reason);
}

}  // namespace

struct Window::Events {
    bool input = true;  // the first frame
    bool close = false;
    std::vector<std::filesystem::path> dropped;
};

Window::Window(const WindowSetup& setup)
    : null_gl_(setup.null_gl), events_(std::make_unique<Events>()) {
    glfwInitHint(GLFW_JOYSTICK_HAT_BUTTONS, GLFW_FALSE);
    if (glfwInit() != GLFW_TRUE) {
        fail_with_glfw("no window can be opened here (without a screen, use `xvfb-run -a`)");
    }
    try {
        make_window(setup);
        make_imgui();
    } catch (...) {
        glfwTerminate();
        throw;
    }
}

Window::~Window() {
    images_.reset();
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
    ImPlot::DestroyContext();
    ImGui::DestroyContext();
    glfwDestroyWindow(window_);
    glfwTerminate();
}

void Window::make_window(const WindowSetup& setup) {
    int width = setup.width, height = setup.height;
    if (GLFWmonitor* monitor = glfwGetPrimaryMonitor(); monitor != nullptr && !setup.hidden) {
        int x = 0, y = 0, wide = 0, high = 0;
        glfwGetMonitorWorkarea(monitor, &x, &y, &wide, &high);
        if (wide > 0) width = std::clamp(width, kSmallestWidth, std::max(kSmallestWidth, wide));
        if (high > 0) height = std::clamp(height, kSmallestHeight, std::max(kSmallestHeight, high));
    }
    glfwWindowHint(GLFW_VISIBLE, setup.hidden ? GLFW_FALSE : GLFW_TRUE);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    if (null_gl_) {
        glfwWindowHint(GLFW_CLIENT_API, GLFW_NO_API);
    } else {
        glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
        glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
        glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
        glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    }
    window_ = glfwCreateWindow(width, height, "zscope", nullptr, nullptr);
    if (window_ == nullptr) {
        fail_with_glfw("no window with OpenGL 3.3 (LIBGL_ALWAYS_SOFTWARE=1 draws in software)");
    }
    glfwSetWindowSizeLimits(window_, kSmallestWidth, kSmallestHeight, GLFW_DONT_CARE,
                            GLFW_DONT_CARE);
    if (!null_gl_) {
        glfwMakeContextCurrent(window_);
        glfwSwapInterval(setup.hidden ? 0 : 1);
    }
    ui::load_gl(null_gl_ ? &ui::null_gl_function : [](const char* name) -> ui::GlFunction {
        return glfwGetProcAddress(name);
    });
    software_ = ui::draws_in_software();
}

// Set before ImGui's, which call these first. Each only notes that something came.
void Window::make_callbacks() {
    glfwSetWindowUserPointer(window_, events_.get());
    static const auto note = [](GLFWwindow* window) -> Events& {
        return *static_cast<Events*>(glfwGetWindowUserPointer(window));
    };
    glfwSetCursorPosCallback(window_, [](GLFWwindow* w, double, double) { note(w).input = true; });
    glfwSetCursorEnterCallback(window_, [](GLFWwindow* w, int) { note(w).input = true; });
    glfwSetMouseButtonCallback(window_, [](GLFWwindow* w, int, int, int) { note(w).input = true; });
    glfwSetScrollCallback(window_, [](GLFWwindow* w, double, double) { note(w).input = true; });
    glfwSetKeyCallback(window_, [](GLFWwindow* w, int, int, int, int) { note(w).input = true; });
    glfwSetCharCallback(window_, [](GLFWwindow* w, unsigned) { note(w).input = true; });
    glfwSetWindowFocusCallback(window_, [](GLFWwindow* w, int) { note(w).input = true; });
    glfwSetWindowIconifyCallback(window_, [](GLFWwindow* w, int) { note(w).input = true; });
    glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* w, int, int) { note(w).input = true; });
    glfwSetWindowContentScaleCallback(window_,
                                      [](GLFWwindow* w, float, float) { note(w).input = true; });
    glfwSetWindowRefreshCallback(window_, [](GLFWwindow* w) { note(w).input = true; });
    glfwSetWindowCloseCallback(window_, [](GLFWwindow* w) {
        note(w).close = note(w).input = true;
        glfwSetWindowShouldClose(w, GLFW_FALSE);  // the app decides
    });
    glfwSetDropCallback(window_, [](GLFWwindow* w, int count, const char** paths) {
        note(w).dropped.insert(note(w).dropped.end(), paths, paths + count);
        note(w).input = true;
    });
}

void Window::make_imgui() {
    make_callbacks();
    ImGui::CreateContext();
    ImPlot::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.ConfigFlags |= ImGuiConfigFlags_DockingEnable | ImGuiConfigFlags_NavEnableKeyboard;
    io.ConfigWindowsMoveFromTitleBarOnly = true;
    io.ConfigDockingWithShift = false;
    io.IniFilename = nullptr;  // the app keeps the layout, with a version
    ui::load_fonts();
    ui::apply_theme(ui::Theme::dark, monitor_scale());
    const bool ready = (null_gl_ ? ImGui_ImplGlfw_InitForOther(window_, true)
                                 : ImGui_ImplGlfw_InitForOpenGL(window_, true)) &&
                       ImGui_ImplOpenGL3_Init("#version 330 core");
    if (!ready) fail("this machine's OpenGL refuses the window's shaders");
    images_ = std::make_unique<ui::ImageShader>();
}

void Window::wait_events(double seconds) {
    glfwWaitEventsTimeout(std::max(seconds, 0.0005));
}
void Window::poll_events() {
    glfwPollEvents();
}

void Window::wake() {
    if (!woken_.exchange(true)) glfwPostEmptyEvent();
}
bool Window::take_woken() {
    return woken_.exchange(false);
}
bool Window::take_input() {
    return std::exchange(events_->input, false);
}
bool Window::take_close() {
    return std::exchange(events_->close, false);
}
std::vector<std::filesystem::path> Window::take_dropped() {
    return std::exchange(events_->dropped, {});
}

bool Window::minimised() const {
    return glfwGetWindowAttrib(window_, GLFW_ICONIFIED) != 0;
}

float Window::monitor_scale() const {
    float x = 1.0F, y = 1.0F;
    glfwGetWindowContentScale(window_, &x, &y);
    return std::clamp(x, 0.75F, 4.0F);
}

void Window::set_title(const std::string& title) {
    glfwSetWindowTitle(window_, title.c_str());
}
void Window::size(int* width, int* height) const {
    glfwGetWindowSize(window_, width, height);
}

void Window::begin_frame(std::optional<ImVec2> size) {
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    if (size) {
        ImGui::GetIO().DisplaySize = *size;
        ImGui::GetIO().DisplayFramebufferScale = {1, 1};
    }
    ImGui::NewFrame();
}

void Window::present() {
    ImGui::Render();
    int width = 0, height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    ui::start_picture(width, height, ui::palette().ground);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    if (!null_gl_) glfwSwapBuffers(window_);
}

ImageRgba8 Window::draw_picture() {
    ImGui::Render();
    return picture_of_last_frame();
}

void Window::skip_picture() {
    ImGui::Render();
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
        if (texture->Status != ImTextureStatus_OK) ImGui_ImplOpenGL3_UpdateTexture(texture);
    }
}

ImageRgba8 Window::picture_of_last_frame() {
    ImDrawData* data = ImGui::GetDrawData();
    const int width = static_cast<int>(data->DisplaySize.x * data->FramebufferScale.x);
    const int height = static_cast<int>(data->DisplaySize.y * data->FramebufferScale.y);
    const ui::Framebuffer target(width, height);
    target.bind();
    ui::start_picture(width, height, ui::palette().ground);
    ImGui_ImplOpenGL3_RenderDrawData(data);
    return target.read();
}

}  // namespace zscope::app
