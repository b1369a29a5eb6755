// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/commands/commands.h"
#include "app/commands/progress.h"
#include "core/base/usage_error.h"
#include "core/io/data/data_set.h"
#include "core/io/safetensors.h"
#include "core/io/user_folders.h"

namespace zscope::app {

namespace {

struct PackOptions {
    std::string path, out, exclude, crop = "center";
    std::int64_t size = 64, channels = 3, count = 10000;
};

HostTensor images_of(DataSource& source, std::int64_t count) {
    const std::int64_t size = source.size(), channels = source.channels();
    const auto bytes = static_cast<std::size_t>(size * size * channels);
    std::vector<std::uint8_t> pixels(bytes * static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i)
        source.read(i, std::span(pixels).subspan(bytes * static_cast<std::size_t>(i), bytes));
    return HostTensor::from_bytes(DType::u8, {count, size, size, channels},
                                  std::as_bytes(std::span(pixels)));
}

void add_labels(const DataLabels& labels, std::int64_t count, SafetensorsFile& file) {
    std::vector<std::int64_t> values;
    for (std::int64_t i = 0; i < count; ++i) {
        for (std::size_t k = 0; k < labels.columns.size(); ++k)
            values.push_back(labels.at(i, k));
    }
    file.tensors["labels"] = HostTensor::from_bytes(DType::i64, {count, std::ssize(labels.columns)},
                                                    std::as_bytes(std::span(values)));
    nlohmann::json columns = nlohmann::json::array();
    for (const LabelColumn& column : labels.columns)
        columns.push_back({{"name", column.name}, {"words", column.words}});
    file.metadata["labels"] =
        columns.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

int run_pack(const PackOptions& options) {
    if (!options.out.ends_with(".safetensors")) fail_usage("--out must end in .safetensors");
    DataSetOptions set;
    set.size = options.size;
    set.channels = options.channels;
    set.crop = crop_of(options.crop);
    set.cache_folder = cache_folder();
    if (!options.exclude.empty()) set.exclude = read_exclude_list(options.exclude);
    Progress progress;
    const DataSet data = open_data_set(
        options.path, set, {},
        [&](double share, const std::string& what) { progress.preparing(what, share); });
    for (const std::string& line : data.left_out)
        progress.line("left out: " + line);
    const std::int64_t count = std::min(options.count, data.source->count());
    SafetensorsFile file;
    file.tensors["images"] = images_of(*data.source, count);
    file.metadata["data"] = data.source->description();
    if (const DataLabels* labels = data.source->labels(); labels != nullptr)
        add_labels(*labels, count, file);
    write_safetensors(options.out, file);
    progress.line(fmt::format("{} of {} into {}", count, data.source->description(), options.out));
    return 0;
}

void add_pack(CLI::App& data, Run& run) {
    auto options = std::make_shared<PackOptions>();
    CLI::App* command = data.add_subcommand(
        "pack", "Write images and labels as training sees them, for other programs.");
    command->add_option("PATH", options->path, "As zscope data scan.")->required();
    command
        ->add_option("--out", options->out,
                     "FILE.safetensors: images (N, H, W, C) bytes, labels (N, columns), -1 "
                     "where nothing is said.")
        ->required();
    command->add_option("--count", options->count, "Images, the first of the set.")
        ->check(CLI::Range(1, 1000000))
        ->capture_default_str();
    command->add_option("--size", options->size, "Pixels a side.")
        ->check(CLI::IsMember({32, 64, 128}))
        ->capture_default_str();
    command->add_option("--channels", options->channels, "1 for grey, 3 for colour.")
        ->check(CLI::IsMember({1, 3}))
        ->capture_default_str();
    command->add_option("--crop", options->crop, "As zscope train --crop.")
        ->check(CLI::IsMember({"center", "squash"}))
        ->capture_default_str();
    command->add_option("--exclude", options->exclude, "A list of images to leave out.")
        ->check(CLI::ExistingFile);
    command->footer(
        "Example:\n  zscope data pack cifar-10-batches-bin/ --size 32 --out c.safetensors");
    command->callback([options, &run] { run = [options] { return run_pack(*options); }; });
}

}  // namespace

void add_data(CLI::App& app, Run& run) {
    CLI::App* command = app.add_subcommand("data", "Look at data sets.");
    command->require_subcommand(1);
    add_data_scan(*command, run);
    add_pack(*command, run);
}

}  // namespace zscope::app
