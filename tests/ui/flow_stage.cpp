// SPDX-License-Identifier: MIT
#include "flow_stage.h"

#include <fmt/format.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>

#include <chrono>
#include <thread>

namespace zscope::app {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPatience = std::chrono::minutes(2);
constexpr auto kPause = std::chrono::milliseconds(20);

}  // namespace

struct FlowStage::Engine {
    Engine() : engine(ImGuiTestEngine_CreateContext()) {
        ImGuiTestEngineIO& io = ImGuiTestEngine_GetIO(engine);
        io.ConfigRunSpeed = ImGuiTestRunSpeed_Fast;
        io.ConfigLogToTTY = true;
        io.ConfigVerboseLevel = ImGuiTestVerboseLevel_Warning;
        io.ConfigVerboseLevelOnError = ImGuiTestVerboseLevel_Info;
        io.ConfigWatchdogWarning = io.ConfigWatchdogKillTest = io.ConfigWatchdogKillApp = 1e6F;
        io.ConfigSavedSettings = false;
    }
    ~Engine() { ImGuiTestEngine_DestroyContext(engine); }
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    ImGuiTestEngine* engine;
};

FlowStage::FlowStage()
    : engine_(std::make_unique<Engine>()),
      window_(std::make_unique<Window>(WindowSetup{.width = 1280, .height = 800})) {
    ImGuiTestEngine_Start(engine_->engine, ImGui::GetCurrentContext());
    AppOptions options;
    options.wake = [this] { window_->wake(); };
    app_ = std::make_unique<App>(options);
    loop_ = std::make_unique<FrameLoop>(*window_, *app_, FrameLoop::Options{});
}

FlowStage::~FlowStage() {
    loop_.reset();
    app_.reset();
    ImGuiTestEngine_Stop(engine_->engine);
    window_.reset();
}

bool FlowStage::run(const std::string& name, const std::function<void(ImGuiTestContext&)>& flow) {
    ImGuiTest* test = IM_REGISTER_TEST(engine_->engine, "flows", name.c_str());
    test->TestFunc = [&flow](ImGuiTestContext* context) { flow(*context); };
    ImGuiTestEngine_QueueTest(engine_->engine, test);
    while (!ImGuiTestEngine_IsTestQueueEmpty(engine_->engine)) {
        window_->poll_events();
        loop_->frame();
        ImGuiTestEngine_PostSwap(engine_->engine);
    }
    return test->Output.Status == ImGuiTestStatus_Success;
}

bool FlowStage::until(const std::function<bool()>& done) {
    for (const auto start = Clock::now(); !done();) {
        if (Clock::now() - start > kPatience) return false;
        window_->poll_events();
        loop_->frame();
        ImGuiTestEngine_PostSwap(engine_->engine);
        std::this_thread::sleep_for(kPause);
    }
    return true;
}

bool settled(FlowStage& stage) {
    App& app = stage.app();
    return app.model().available && !app.opening() && app.slots().settled(app.live_step());
}

bool wait_for(ImGuiTestContext& context, const std::function<bool()>& done) {
    for (const auto start = Clock::now(); !done();) {
        if (Clock::now() - start > kPatience) return false;
        context.Yield();
        std::this_thread::sleep_for(kPause);
    }
    return true;
}

void look_into(ImGuiTestContext& context, App& app, const std::string& panel) {
    const ui::Workspaces& spaces = app.shell().workspaces();
    context.SetRef(
        context.GetWindowByRef(fmt::format("//###{}@{}", panel, spaces.current().id).c_str()));
}

}  // namespace zscope::app
