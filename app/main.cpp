// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <string>
#include <vector>

#include "app/commands/commands.h"
#include "app/window/run_window.h"
#include "core/base/error.h"
#include "core/base/usage_error.h"

namespace {

using zscope::app::Run;

// Exit codes: 0 done, 1 failed, 2 wrong use.
constexpr int kFailed = 1, kUsage = 2;

void describe(CLI::App& app, zscope::app::WindowOptions& window, Run& run) {
    app.set_version_flag("--version", std::string("zscope ") + ZSCOPE_VERSION);
    app.add_option("PATH", window.paths,
                   "Models, runs or folders of images to open in the window.");
    app.add_option("--script", window.script, "JSON Lines to carry out after the start.")
        ->check(CLI::ExistingFile);
    app.add_flag("--fresh{false}", window.remember,
                 "Start without the last session, layout and settings, and keep none.");
    app.footer(
        "Without a subcommand the window opens.\n"
        "Examples:\n"
        "  zscope\n"
        "  zscope photos/ runs/first\n"
        "  zscope train --data model --steps 1000 --run runs/first\n"
        "  zscope COMMAND --help");
    app.require_subcommand(0, 1);
    for (const auto add : zscope::app::kCommands)
        add(app, run);
}

int run_program(int argc, char** argv) {
    CLI::App app{
        "zscope: a microscope for latent space. Trains a DCGAN and explores it meanwhile."};
    zscope::app::WindowOptions window;
    Run run = [&window] { return zscope::app::run_window(window); };
    describe(app, window, run);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        // --help and --version end here too, with code 0
        return app.exit(wrong) == 0 ? 0 : kUsage;
    }
    return run();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run_program(argc, argv);
    } catch (const zscope::UsageError& error) {
        fmt::print(stderr, "zscope: {}\n", error.what());
        return kUsage;
    } catch (const zscope::Error& error) {
        fmt::print(stderr, "zscope: {}\n", error.what());
    } catch (const std::exception& error) {
        fmt::print(stderr, "zscope: this is a bug, please report it: {}\n", error.what());
    }
    return kFailed;
}
