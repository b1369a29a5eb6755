// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "app/window/app.h"
#include "app/window/frame_loop.h"
#include "app/window/run_window.h"
#include "app/window/script.h"
#include "app/window/window.h"
#include "core/base/error.h"

namespace zscope::app {

namespace {

constexpr int kSmallest = 320, kLargest = 8192;

}  // namespace

int run_screenshot(const ScreenshotOptions& options) {
    const auto fits = [](int side) { return side >= kSmallest && side <= kLargest; };
    if (!fits(options.width) || !fits(options.height)) {
        fail("a screenshot of {}x{}: sides are {} to {} pixels", options.width, options.height,
             kSmallest, kLargest);
    }
    if (options.theme != "dark" && options.theme != "light") {
        fail("there is no theme \"{}\": dark or light", options.theme);
    }
    Script script =
        options.script.empty() ? Script::parse("", "screenshot") : Script::load(options.script);
    script.then({{"wait", "idle"}});
    script.then({{"shot", options.out.string()}});
    Window window({.hidden = true});
    App app({.remember = false, .open = options.paths, .wake = [&window] { window.wake(); }});
    app.shell().set_theme(options.theme == "light" ? ui::Theme::light : ui::Theme::dark);
    app.shell().set_scale(options.scale);
    app.shell().set_tour(false);
    app.shell().workspaces().choose(options.workspace);
    FrameLoop::Options loop_options;
    loop_options.picture =
        ImVec2(static_cast<float>(options.width), static_cast<float>(options.height));
    loop_options.script = &script;
    loop_options.end_with_script = true;
    FrameLoop loop(window, app, loop_options);
    return loop.run();
}

}  // namespace zscope::app
