// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "app/commands/commands.h"
#include "app/commands/config_flags.h"
#include "app/window/run_window.h"
#include "core/base/usage_error.h"
#include "core/config/config_json.h"
#include "core/engine/bench.h"

namespace zscope::app {

namespace {

struct BenchOptions {
    BenchSettings settings;
    bool json = false;
};

// The keys that the Python peer prints, and more.
nlohmann::ordered_json to_json(const BenchReport& report) {
    nlohmann::ordered_json parts, forward;
    for (const auto& [name, ms] : report.parts_ms)
        parts[name] = ms;
    for (const auto& [images, ms] : report.g_forward_ms)
        forward[std::to_string(images)] = ms;
    return {{"kernels", report.kernels},
            {"batch", report.batch},
            {"threads", report.threads},
            {"step_s_median", report.step_s_median},
            {"step_s_min", report.step_s_min},
            {"images_per_s", report.images_per_s},
            {"parts_ms", parts},
            {"publish_ms", report.publish_ms},
            {"checkpoint_copy_ms", report.checkpoint_copy_ms},
            {"g_forward_ms", forward}};
}

void print_table(const BenchReport& report) {
    fmt::print("{}, batch {}, {} threads\n", report.kernels, report.batch, report.threads);
    fmt::print("  step        {:8.4f} s median, {:.4f} s fastest: {:.1f} images/s\n",
               report.step_s_median, report.step_s_min, report.images_per_s);
    for (const auto& [name, ms] : report.parts_ms)
        fmt::print("  {:<22} {:8.1f} ms\n", name, ms);
    fmt::print("  {:<22} {:8.1f} ms\n", "publish for the window", report.publish_ms);
    fmt::print("  {:<22} {:8.1f} ms\n", "copy for a checkpoint", report.checkpoint_copy_ms);
    for (const auto& [images, ms] : report.g_forward_ms) {
        fmt::print("  {:<22} {:8.2f} ms\n", fmt::format("G forward, {} image(s)", images), ms);
    }
}

int run_step_bench(const BenchOptions& options) {
    if (const std::string wrong = validate(options.settings.config); !wrong.empty()) {
        fail_usage("{}", wrong);
    }
    const BenchReport report = run_bench(options.settings);
    if (options.json) {
        fmt::print("{}\n", to_json(report).dump());
    } else {
        print_table(report);
    }
    return 0;
}

void add_window_bench(CLI::App& bench, Run& run) {
    auto options = std::make_shared<WindowBenchOptions>();
    auto gl = std::make_shared<std::string>("null");
    CLI::App* command = bench.add_subcommand(
        "window", "From a move of the slider to its image, and the window's own time per frame.");
    command
        ->add_option("--gl", *gl, "null: drawing that does nothing; real: this machine's OpenGL.")
        ->check(CLI::IsMember({"null", "real"}))
        ->capture_default_str();
    command->add_option("--frames", options->frames, "Frames, one move of the slider each.")
        ->check(CLI::Range(10, 100000))
        ->capture_default_str();
    CLI::Option* idle =
        command->add_flag("!--idle", options->train, "Without a training beside it.");
    command
        ->add_flag("--live", options->live,
                   "The slider on the model in training instead of the opened one.")
        ->excludes(idle);
    CLI::Option* watch =
        command
            ->add_option("--watch", options->watch_s,
                         "Leave the window untouched instead, so many seconds a measurement: what "
                         "it costs while nothing happens, beside a paused training, and a training "
                         "in it beside the same one without a window.")
            ->check(CLI::Range(1.0, 3600.0));
    command
        ->add_option("--turns", options->turns,
                     "With --watch: how often training without and in the window take turns.")
        ->check(CLI::Range(1, 1000))
        ->needs(watch)
        ->capture_default_str();
    command->add_flag("--json", options->json, "One JSON object, for other programs.");
    command->footer(
        "Examples:\n"
        "  zscope bench window --frames 1000\n"
        "  zscope bench window --watch 10 --turns 4");
    command->callback([options, gl, &run] {
        options->null_gl = *gl == "null";
        run = [options] {
            return options->watch_s > 0 ? run_window_watch(*options) : run_window_bench(*options);
        };
    });
}

}  // namespace

void add_bench(CLI::App& app, Run& run) {
    auto options = std::make_shared<BenchOptions>();
    CLI::App* command = app.add_subcommand(
        "bench", "Time a training step, its parts and G's forward pass on this machine.");
    command->add_option("--steps", options->settings.steps, "Steps that are timed.")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command->add_flag("--json", options->json, "One JSON object, for other programs.");
    add_config_flags(*command, options->settings.config);
    command->require_subcommand(0, 1);
    command->footer(
        "Examples:\n"
        "  zscope bench --batch 128\n"
        "  zscope bench window --gl null");
    // CLI11 calls a command after its subcommands: `bench window` has set its own function by then.
    command->callback([options, command, &run] {
        if (command->get_subcommands().empty())
            run = [options] { return run_step_bench(*options); };
    });
    add_window_bench(*command, run);
}

}  // namespace zscope::app
