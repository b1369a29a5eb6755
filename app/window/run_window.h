// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace zscope::app {

// The window and what is made of it. Each returns the exit code: 0 done, 1 failed (the reason is on
// stderr); what cannot even start (no display, no OpenGL) is thrown as Error. Called from main's
// thread, once per process.

struct WindowOptions {
    std::vector<std::string> paths;  // models, run folders, folders of images; "default"
    std::filesystem::path script;    // JSON Lines to carry out after the start; empty: none
    bool null_gl = false;            // draw with functions that do nothing
    bool remember = true;            // session, layout and settings from and for other starts
};
int run_window(const WindowOptions& options);

struct ScreenshotOptions {
    std::filesystem::path out;       // PNG
    std::vector<std::string> paths;  // as for the window; empty: the default model
    int width = 1600;
    int height = 1000;
    std::string theme = "dark";         // dark, light
    std::string workspace = "explore";  // train, explore
    std::filesystem::path script;       // carried out before the picture is taken; empty: none
    float scale = 1.0F;                 // of the interface, 0.75 to 2.5
};
// Draws into a picture of the asked size; the window stays hidden and nothing is remembered.
int run_screenshot(const ScreenshotOptions& options);

struct WindowBenchOptions {
    bool null_gl = true;
    bool train = true;  // a trainer at batch 128 on images in memory, meanwhile
    bool live = false;  // the slider works on the model in training, not on the opened one
    bool walk = false;  // instead of the slider: a walk plays
    int frames = 500;   // one move of the slider, or of the walk, each
    int width = 1600;
    int height = 1000;
    bool json = false;     // one JSON object on stdout instead of a table
    double watch_s = 0.0;  // run_window_watch: how long each measurement takes, …
    int turns = 3;         // … and how often headless and window train in turn
    int undos = 0;         // run_undo_bench: so many edits, then an undo of each
    int maps = 0;          // run_operate_bench: so often the widest block's maps are opened, or …
    int toggles = 0;       // … so often a unit is ablated or put back
};
// From a change of the interpolation slider to the upload of its image; CPU time of the UI thread
// per frame with a history of a million steps.
int run_window_bench(const WindowBenchOptions& options);
// The window that nobody touches: CPU time of the whole process without a training and beside one
// that is paused; images/s of a training in it beside those of the same training without a window.
int run_window_watch(const WindowBenchOptions& options);

// Edits of many kinds, each a row of the history, which is in view; then Ctrl-Z until all are
// undone: the UI thread's time for each, with and without the frame that shows it.
int run_undo_bench(const WindowBenchOptions& options);

// From a click in the Operate workspace to the frame that shows what it brought.
int run_operate_bench(const WindowBenchOptions& options);

}  // namespace zscope::app
