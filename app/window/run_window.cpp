// SPDX-License-Identifier: MIT
#include "app/window/run_window.h"

#include <memory>

#include "app/window/app.h"
#include "app/window/frame_loop.h"
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
    return loop.run();
}

}  // namespace zscope::app
