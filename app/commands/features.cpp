// SPDX-License-Identifier: MIT
// `zscope features`: D's features of images, for other programs.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <stop_token>

#include "app/commands/commands.h"
#include "app/commands/model_argument.h"
#include "app/commands/progress.h"
#include "app/window/signals.h"
#include "core/base/error.h"
#include "core/base/usage_error.h"
#include "core/engine/d_features.h"
#include "core/io/safetensors.h"

namespace zscope::app {

namespace {

struct FeaturesOptions {
    ModelArgument model;
    DFeatureOptions table;
    std::filesystem::path out;
    bool force = false;
};

void check_out(const FeaturesOptions& options) {
    if (options.out.extension() != ".safetensors")
        fail_usage("--out {}: the name must end in .safetensors", options.out.string());
    std::error_code ignored;
    if (!options.force && std::filesystem::exists(options.out, ignored)) {
        fail("{} is there already: name another file, or write over it with --force",
             options.out.string());
    }
}

SafetensorsFile file_of(const DFeatureTable& table, const ModelSnapshot& model, Weights weights) {
    SafetensorsFile file;
    file.tensors = {{"features", table.features}, {"rows", table.rows}};
    if (table.labels) file.tensors["labels"] = *table.labels;
    if (table.images) file.tensors["images"] = *table.images;
    file.metadata = {{"format", "zscope features"},
                     {"model", model.name},
                     {"model_id", shown_id(model, weights)},
                     {"step", fmt::format("{}", model.step)},
                     {"data", table.data},
                     {"features",
                      "the maps of all blocks of D but the last, each max-pooled to 4 x 4, "
                      "flattened, one behind the other (Radford et al. 2015, section 5.1)"},
                     {"label_columns", nlohmann::json(table.label_columns).dump()},
                     {"label_words", nlohmann::json(table.label_words).dump()}};
    return file;
}

DFeatureTable make_table(const FeaturesOptions& options, const SnapshotPointer& model) {
    const SignalFlag signals;
    std::stop_source stop;
    Progress progress;
    const auto say = [&](double share, const std::string& what) {
        if (SignalFlag::raised()) stop.request_stop();
        progress.preparing(what, share);
    };
    try {
        return d_feature_table(model, options.table, stop.get_token(), say);
    } catch (const Error&) {
        if (stop.stop_requested()) fail("stopped: {} was not written", options.out.string());
        throw;
    }
}

int run_features(const FeaturesOptions& options) {
    check_out(options);
    const SnapshotPointer model = options.model.open();
    const DFeatureTable table = make_table(options, model);
    for (const std::string& line : table.left_out)
        fmt::print(stderr, "left out: {}\n", line);
    write_safetensors(options.out, file_of(table, *model, options.model.which()));
    fmt::print("{} images of {}, {} features each -> {}\n", table.features.shape[0], table.data,
               table.features.shape[1], options.out.string());
    if (table.labels) {
        std::string names;
        for (const std::string& name : table.label_columns)
            names += (names.empty() ? "" : ", ") + name;
        fmt::print("labels: {}\n", names);
    }
    return 0;
}

}  // namespace

void add_features(CLI::App& app, Run& run) {
    auto options = std::make_shared<FeaturesOptions>();
    CLI::App* command = app.add_subcommand(
        "features", "Write D's features of images, for a classifier in another program.");
    options->model.add_to(*command);
    command
        ->add_option("--data", options->table.data.text,
                     "The images, as zscope train --data: a folder, a data set, world:faces …")
        ->required();
    command->add_option("--exclude", options->table.data.exclude, "A list of images to leave out.")
        ->check(CLI::ExistingFile);
    command
        ->add_option("--out", options->out,
                     "FILE.safetensors: features (N, F), rows (N), labels where there are some.")
        ->required();
    command->add_option("--count", options->table.count, "The first so many images; 0: all.")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{100'000'000}))
        ->capture_default_str();
    command->add_option("--labels", options->table.labels,
                        "One column of the labels (of a world: glasses …); left out: all of them.");
    command->add_flag("--images", options->table.images,
                      "Also the images as D sees them: images (N, H, W, C), bytes.");
    command->add_option("--threads", options->table.threads, "0: one per core.")
        ->check(CLI::Range(0, 1024));
    command->add_flag("--force", options->force, "Write over a file that is there.");
    command->footer(
        "The features are those of the DCGAN paper: D's maps of all blocks but the last, "
        "max-pooled "
        "to 4 x 4. They are in memory as a whole: at most 4 GB, or it says how many fit.\n"
        "Examples:\n"
        "  zscope features faces --data world:faces,seed=7 --labels glasses --out "
        "glasses.safetensors\n"
        "  zscope features runs/first --data photos/ --count 0 --out photos.safetensors");
    command->callback([options, &run] { run = [options] { return run_features(*options); }; });
}

}  // namespace zscope::app
