// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "app/window/app.h"
#include "app/window/frame_loop.h"
#include "app/window/window.h"

struct ImGuiTestContext;
struct ImGuiTestEngine;

namespace zscope::app {

// The whole program in its window, as a person starts it, with hands from imgui_test_engine.
class FlowStage {
  public:
    FlowStage();
    ~FlowStage();
    FlowStage(const FlowStage&) = delete;
    FlowStage& operator=(const FlowStage&) = delete;

    App& app() { return *app_; }
    Window& window() { return *window_; }
    // Runs frames until the flow is over; false if one of its IM_CHECKs failed.
    bool run(const std::string& name, const std::function<void(ImGuiTestContext&)>& flow);
    // Draws frames until `done`; false after two minutes.
    bool until(const std::function<bool()>& done);

  private:
    struct Engine;
    std::unique_ptr<Engine> engine_;  // outlives ImGui's context, which the window owns
    std::unique_ptr<Window> window_;
    std::unique_ptr<App> app_;
    std::unique_ptr<FrameLoop> loop_;
};

// A model is there, none is being opened, and every visible picture is complete.
bool settled(FlowStage& stage);
// Inside a flow: frames until `done`; false after two minutes. Leaves time to the trainer.
bool wait_for(ImGuiTestContext& context, const std::function<bool()>& done);
// From now on, items are looked for in this panel's window of the workspace in front.
void look_into(ImGuiTestContext& context, App& app, const std::string& panel);

}  // namespace zscope::app
