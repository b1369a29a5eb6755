// SPDX-License-Identifier: MIT
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "app/commands/commands.h"
#include "app/window/run_window.h"
#include "core/base/usage_error.h"
#include "ui/shell/workspaces.h"

namespace zscope::app {

namespace {

// "1600x1000"; a UsageError says what a size looks like.
void parse_size(const std::string& text, ScreenshotOptions& options) {
    int width = 0, height = 0;
    char x = 0, rest = 0;
    if (std::sscanf(text.c_str(), "%d%c%d%c", &width, &x, &height, &rest) != 3 || x != 'x' ||
        width < 320 || height < 240 || width > 8192 || height > 8192) {
        fail_usage("--size {}: give WIDTHxHEIGHT, from 320x240 to 8192x8192, such as 1600x1000",
                   text);
    }
    options.width = width;
    options.height = height;
}

std::vector<std::string> workspace_names() {
    std::vector<std::string> names;
    for (const ui::WorkspaceInfo& info : ui::kWorkspaces)
        names.emplace_back(info.id);
    return names;
}

}  // namespace

void add_screenshot(CLI::App& app, Run& run) {
    auto options = std::make_shared<ScreenshotOptions>();
    auto size = std::make_shared<std::string>("1600x1000");
    CLI::App* command =
        app.add_subcommand("screenshot", "Draw the window into a PNG of any size, unseen.");
    command->add_option("PATH", options->paths, "Models, runs or folders to open first.");
    command->add_option("--out", options->out, "FILE.png to write.")->required();
    command->add_option("--size", *size, "Pixels of the picture.")->capture_default_str();
    command->add_option("--theme", options->theme, "Colours.")
        ->check(CLI::IsMember({"dark", "light"}))
        ->capture_default_str();
    command->add_option("--workspace", options->workspace, "Which workspace is shown.")
        ->check(CLI::IsMember(workspace_names()))
        ->capture_default_str();
    command->add_option("--scale", options->scale, "Scale of the interface.")
        ->check(CLI::Range(0.75, 2.5))
        ->capture_default_str();
    command->add_option("--script", options->script, "JSON Lines to carry out before the picture.")
        ->check(CLI::ExistingFile);
    command->footer(
        "Example:\n"
        "  zscope screenshot --out explore.png --size 2560x1440 --theme light --workspace explore");
    command->callback([options, size, &run] {
        run = [options, size] {
            parse_size(*size, *options);
            return run_screenshot(*options);
        };
    });
}

}  // namespace zscope::app
