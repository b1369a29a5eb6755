// SPDX-License-Identifier: MIT
#include "app/window/lost_screen.h"

#include <dlfcn.h>

#include <cstdlib>
#include <exception>
#include <thread>
#include <utility>

namespace zscope::app {

namespace {

using Handler = int (*)(void* display);

std::function<void()> words;
std::thread::id window_thread;
Handler before = nullptr;

int on_lost_screen(void*) {
    if (std::this_thread::get_id() == window_thread) {
        try {
            std::exchange(words, {})();
        } catch (const std::exception&) {
            // The process ends either way; nobody is left to be told.
        }
    }
    std::_Exit(EXIT_FAILURE);  // threads still run: no destructors
}

// GLFW brings Xlib along where the screen is an X server; nothing is loaded for this.
Handler set_handler(Handler handler) {
    void* xlib = ::dlopen("libX11.so.6", RTLD_LAZY | RTLD_NOLOAD);
    if (xlib == nullptr) return nullptr;
    void* found = ::dlsym(xlib, "XSetIOErrorHandler");
    const Handler old =
        found == nullptr ? nullptr : reinterpret_cast<Handler (*)(Handler)>(found)(handler);
    ::dlclose(xlib);
    return old;
}

}  // namespace

LostScreen::LostScreen(std::function<void()> last_words) {
    words = std::move(last_words);
    window_thread = std::this_thread::get_id();
    before = set_handler(on_lost_screen);
}

LostScreen::~LostScreen() {
    set_handler(before);
    words = {};
}

}  // namespace zscope::app
