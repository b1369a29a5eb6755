// SPDX-License-Identifier: MIT
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "app/commands/commands.h"
#include "app/nearest_word.h"
#include "app/window/run_window.h"
#include "core/base/error.h"
#include "core/base/usage_error.h"
#include "core/io/shipped_models.h"

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

bool opens(const std::string& path) {
    std::error_code ignored;
    return zscope::shipped_model_file(path).has_value() || std::filesystem::exists(path, ignored);
}

std::vector<std::string> names_of_commands(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(command->get_name());
    return names;
}

// A word that is no path may be a command with a letter wrong. (One that is something but not what
// it should be is told by the window.)
[[noreturn]] void fail_unknown(const CLI::App& app, const std::string& word) {
    const std::string nearest = zscope::app::nearest_word(word, names_of_commands(app));
    zscope::fail_usage("no such file or command: {}{}", word,
                       nearest.empty() ? "; zscope --help names the commands"
                                       : fmt::format("; did you mean \"{}\"?", nearest));
}

int run_program(int argc, char** argv) {
    CLI::App app{
        "zscope: a microscope for latent space. Trains a DCGAN and explores it meanwhile."};
    zscope::app::WindowOptions window;
    Run run = [&window] { return zscope::app::run_window(window); };
    describe(app, window, run);
    // Before the parser, which would complain of the flags of a command that it does not know.
    const std::string first = argc > 1 ? argv[1] : "";
    const bool flag = first.empty() || first[0] == '-';
    const std::vector<std::string> commands = names_of_commands(app);
    const bool command = std::find(commands.begin(), commands.end(), first) != commands.end();
    if (!flag && !command && !opens(first)) fail_unknown(app, first);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        // --help and --version end here too, with code 0
        return app.exit(wrong) == 0 ? 0 : kUsage;
    }
    for (const std::string& path : window.paths) {
        if (!opens(path)) fail_unknown(app, path);
    }
    return run();
}

}  // namespace

int main(int argc, char** argv) {
    // Without fmt::print, which would throw where stderr cannot be written.
    try {
        return run_program(argc, argv);
    } catch (const zscope::UsageError& error) {
        std::fprintf(stderr, "zscope: %s\n", error.what());
        return kUsage;
    } catch (const zscope::Error& error) {
        std::fprintf(stderr, "zscope: %s\n", error.what());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "zscope: this is a bug, please report it: %s\n", error.what());
    }
    return kFailed;
}
