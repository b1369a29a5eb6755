// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "app/commands/commands.h"
#include "app/commands/config_flags.h"
#include "app/commands/progress.h"
#include "core/base/error.h"
#include "core/base/usage_error.h"
#include "core/config/config_json.h"
#include "core/engine/data_opening.h"
#include "core/io/data/batch_loader.h"

namespace zscope::app {

namespace {

struct DataBenchOptions {
    DataSpec data;
    TrainConfig config;
    std::int64_t batches = 500;
    bool json = false;
};

struct DataBenchReport {
    std::string data;
    std::int64_t images = 0;
    double open_s = 0.0;
    double images_per_s = 0.0;
    double peak_mb = 0.0;  // of the program's memory, mapped files included
};

double peak_megabytes() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        double kib = 0.0;
        if (word == "VmHWM:" && status >> kib) return kib * 1024.0 / 1e6;
    }
    return 0.0;
}

DataBenchReport measure(const DataBenchOptions& options) {
    using Clock = std::chrono::steady_clock;
    const auto seconds_since = [](Clock::time_point begin) {
        return std::chrono::duration<double>(Clock::now() - begin).count();
    };
    Progress progress;
    DataBenchReport report;
    const auto began = Clock::now();
    OpenedData opened =
        open_data(options.data, options.config, {},
                  [&](double share, const std::string& what) { progress.preparing(what, share); });
    report.open_s = seconds_since(began);
    report.data = opened.source->description();
    report.images = opened.source->count();
    BatchLoader loader(std::move(opened.source), options.config.seed, options.config.batch, 0,
                       BatchLoaderOptions{.flip = options.config.flip == "on"});
    (void)loader.next({});  // those that were loaded ahead cost nothing
    const auto first = Clock::now();
    for (std::int64_t i = 0; i < options.batches; ++i)
        (void)loader.next({});
    report.images_per_s =
        static_cast<double>(options.batches * options.config.batch) / seconds_since(first);
    report.peak_mb = peak_megabytes();
    return report;
}

int run_data_bench(const DataBenchOptions& options) {
    if (const std::string wrong = validate(options.config); !wrong.empty()) fail_usage("{}", wrong);
    const DataBenchReport report = measure(options);
    if (options.json) {
        const nlohmann::ordered_json json = {{"data", report.data},
                                             {"images", report.images},
                                             {"open_s", report.open_s},
                                             {"images_per_s", report.images_per_s},
                                             {"peak_mb", report.peak_mb}};
        fmt::print("{}\n", json.dump());
        return 0;
    }
    fmt::print("{}\n", report.data);
    fmt::print("  until the images were there   {:10.1f} s\n", report.open_s);
    fmt::print("  images a second, as training loads them {:10.0f}\n", report.images_per_s);
    fmt::print("  memory at most                {:10.0f} MB\n", report.peak_mb);
    return 0;
}

}  // namespace

void add_data_bench(CLI::App& bench, Run& run) {
    auto options = std::make_shared<DataBenchOptions>();
    CLI::App* command =
        bench.add_subcommand("data", "How fast images of a data set come, as training loads them.");
    command->add_option("PATH", options->data.text, "As train --data.")->required();
    command->add_option("--batches", options->batches, "Batches that are timed.")
        ->check(CLI::Range(1, 1000000))
        ->capture_default_str();
    command->add_flag("--json", options->json, "One JSON object, for other programs.");
    add_config_flags(*command, options->config);
    command->footer("Example:\n  zscope bench data photos/ --batch 128");
    command->callback([options, &run] { run = [options] { return run_data_bench(*options); }; });
}

}  // namespace zscope::app
