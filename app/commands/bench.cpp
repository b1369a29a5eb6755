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

double megabytes(std::int64_t bytes) {
    return static_cast<double>(bytes) / 1e6;
}

// The keys that the Python peer prints, and more.
nlohmann::ordered_json to_json(const BenchReport& report) {
    nlohmann::ordered_json parts, forward;
    for (const auto& [name, ms] : report.parts_ms)
        parts[name] = ms;
    for (const auto& [images, ms] : report.g_forward_ms)
        forward[std::to_string(images)] = ms;
    return {{"torch", report.torch},
            {"kernels", report.kernels},
            {"precision", report.precision},
            {"batch", report.batch},
            {"threads", report.threads},
            {"step_s_median", report.step_s_median},
            {"step_s_min", report.step_s_min},
            {"images_per_s", report.images_per_s},
            {"flop_per_step", report.flop_per_step},
            {"gflops", report.gflops},
            {"product_gflops", report.product_gflops},
            {"product_side", report.product_side},
            {"share_of_product", report.share_of_product},
            {"memory_mb",
             {{"peak", megabytes(report.memory_peak_bytes)},
              {"steady", megabytes(report.memory_steady_bytes)}}},
            {"parts_ms", parts},
            {"publish_ms", report.publish_ms},
            {"checkpoint_copy_ms", report.checkpoint_copy_ms},
            {"g_forward_ms", forward}};
}

void print_line(const std::string& what, const std::string& value) {
    fmt::print("  {:<40} {}\n", what, value);
}

void print_ms(const std::string& what, double ms) {
    print_line(what, fmt::format("{:9.2f} ms", ms));
}

void print_table(const BenchReport& report) {
    fmt::print("{} (LibTorch {})\n\nOne training step of {} images\n", report.kernels, report.torch,
               report.batch);
    print_line("time, median", fmt::format("{:9.4f} s  (the fastest {:.4f} s)",
                                           report.step_s_median, report.step_s_min));
    print_line("images a second", fmt::format("{:9.1f}", report.images_per_s));
    print_line(
        "work of its convolutions",
        fmt::format("{:9.1f} GFLOP (billions of sums and products)", report.flop_per_step / 1e9));
    print_line("speed: work by time", fmt::format("{:9.1f} GFLOP/s", report.gflops));
    print_line("speed of one large matrix product",
               fmt::format("{:9.1f} GFLOP/s ({}, {} x {})", report.product_gflops, report.precision,
                           report.product_side, report.product_side));
    print_line("the step's share of that",
               fmt::format("{:9.1f} %", 100.0 * report.share_of_product));
    print_line("memory between steps",
               fmt::format("{:9.0f} MB  (at most {:.0f} MB)", megabytes(report.memory_steady_bytes),
                           megabytes(report.memory_peak_bytes)));
    fmt::print("\nWhere a step's time goes, in order\n");
    for (const auto& [name, ms] : report.parts_ms)
        print_ms(name, ms);
    fmt::print("\nNow and then, between two steps\n");
    print_ms("publish for the window", report.publish_ms);
    print_ms("copy for a checkpoint", report.checkpoint_copy_ms);
    fmt::print("\nMaking images with G\n");
    for (const auto& [images, ms] : report.g_forward_ms)
        print_ms(fmt::format("{} {} at once", images, images == 1 ? "image" : "images"), ms);
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

// What is done in the Operate workspace.
void add_clicks(CLI::App& command, WindowBenchOptions& options, CLI::Option& watch) {
    CLI::Option* maps =
        command
            .add_option("--maps", options.maps,
                        "Open the feature maps of the widest block so often instead: how long "
                        "from the click until they are shown.")
            ->check(CLI::Range(1, 100000))
            ->excludes(&watch);
    command
        .add_option("--toggle", options.toggles,
                    "Ablate a unit and put it back so often instead: how long from the click "
                    "until 16 images show it.")
        ->check(CLI::Range(1, 100000))
        ->excludes(&watch)
        ->excludes(maps);
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
    command->add_flag("--walk", options->walk, "A walk that plays, instead of the slider.");
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
    command
        ->add_option("--undo", options->undos,
                     "Make so many edits instead, then undo each: how long an undo takes.")
        ->check(CLI::Range(1, 100000))
        ->excludes(watch);
    add_clicks(*command, *options, *watch);
    command->add_flag("--json", options->json, "One JSON object, for other programs.");
    command->footer(
        "Examples:\n"
        "  zscope bench window --frames 1000\n"
        "  zscope bench window --walk\n"
        "  zscope bench window --undo 1000\n"
        "  zscope bench window --toggle 200\n"
        "  zscope bench window --watch 10 --turns 4");
    command->callback([options, gl, &run] {
        options->null_gl = *gl == "null";
        run = [options] {
            if (options->undos > 0) return run_undo_bench(*options);
            if (options->maps > 0 || options->toggles > 0) return run_operate_bench(*options);
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
    command
        ->add_option("--forward-runs", options->settings.forward_runs,
                     "How often G's forward pass is timed, for 1, 8 and 64 images each.")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command->add_flag("--json", options->json, "One JSON object, for other programs.");
    add_config_flags(*command, options->settings.config);
    command->require_subcommand(0, 1);
    command->footer(
        "Examples:\n"
        "  zscope bench --batch 128\n"
        "  zscope bench window --gl null\n"
        "  zscope bench data photos/");
    // CLI11 calls a command after its subcommands: `bench window` has set its own function by then.
    command->callback([options, command, &run] {
        if (command->get_subcommands().empty())
            run = [options] { return run_step_bench(*options); };
    });
    add_window_bench(*command, run);
    add_data_bench(*command, run);
}

}  // namespace zscope::app
