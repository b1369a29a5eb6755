// SPDX-License-Identifier: MIT
#include "app/window/run_window.h"

#include <fmt/format.h>

#include <memory>

#include "app/window/app.h"
#include "app/window/frame_loop.h"
#include "app/window/lost_screen.h"
#include "app/window/script.h"
#include "app/window/window.h"

namespace zscope::app {

int run_window(const WindowOptions& options) {
    std::unique_ptr<Script> script;
    if (!options.script.empty()) script = std::make_unique<Script>(Script::load(options.script));
    Window window({.null_gl = options.null_gl});
    App app({.remember = options.remember, .open = options.paths, .wake = [&window] {
                 window.wake();
             }});
    FrameLoop::Options loop_options;
    loop_options.script = script.get();
    FrameLoop loop(window, app, loop_options);
    const LostScreen lost_screen([&app] {
        app.save_without_screen();
        fmt::print(stderr, "zscope: the screen is gone; run and session are saved\n");
    });
    return loop.run();
}

}  // namespace zscope::app
