// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "app/window/app.h"
#include "app/window/frame_loop.h"
#include "core/messages/training.h"

namespace zscope::app {

// Images to train on, made in `folder`, and a training on them at the default batch of 128, in a
// run folder of this name beside them.
void make_bench_images(const std::filesystem::path& folder);
TrainerStart bench_training(const std::filesystem::path& folder, const std::string& run);

// The program in its window, brought to where a measurement begins. UI thread.
class BenchStage {
  public:
    BenchStage(App& app, FrameLoop& loop) : app_(app), loop_(loop) {}

    // Frames until `done`; an Error if that takes too long, a view fails or a signal comes.
    void until(const std::string& what, const std::function<bool()>& done);
    // The default model and its first images.
    void wait_for_model();
    // As a press of Start; returns when it has made its first steps, which allocate.
    void train(const TrainerStart& start);
    void pause();

  private:
    App& app_;
    FrameLoop& loop_;
};

}  // namespace zscope::app
