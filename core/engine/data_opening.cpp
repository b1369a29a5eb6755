// SPDX-License-Identifier: MIT
#include "core/engine/data_opening.h"

#include <filesystem>
#include <string_view>
#include <system_error>

#include "core/base/error.h"
#include "core/engine/detail/model_source.h"
#include "core/io/data/data_set.h"
#include "core/io/data/world_source.h"
#include "core/io/model_file.h"
#include "core/io/user_folders.h"

namespace zscope {

namespace {

constexpr std::size_t kMostGoneBad = 1000;

using Progress = std::function<void(double, const std::string&)>;

OpenedData open_images(const DataSpec& data, const TrainConfig& config, const std::stop_token& stop,
                       const Progress& progress) {
    OpenedData opened;
    opened.gone_bad = std::make_shared<BoundedQueue<std::string>>(kMostGoneBad);
    DataSetOptions options;
    options.size = config.size;
    options.channels = config.channels;
    options.crop = crop_of(config.crop);
    options.cache_folder = cache_folder();
    if (!data.exclude.empty()) options.exclude = read_exclude_list(data.exclude);
    options.on_bad_image = [sink = opened.gone_bad](const std::string& line) {
        (void)sink->try_push(std::string(line));
    };
    DataSet set = open_data_set(data.text, options, stop, progress);
    opened.source = std::move(set.source);
    opened.left_out = std::move(set.left_out);
    return opened;
}

OpenedData open_drawn(const std::string& model, const TrainConfig& config,
                      const std::stop_token& stop, const Progress& progress) {
    detail::ModelSourceSettings settings;
    settings.count = kModelSourceImages;
    settings.size = config.size;
    settings.channels = config.channels;
    settings.folder = cache_folder();
    const SnapshotPointer snapshot = open_model(resolve_model(model));
    return {detail::open_model_source(snapshot, settings, stop, progress), {}, nullptr};
}

constexpr std::string_view kModelPrefix = "model:";

}  // namespace

OpenedData open_data(const DataSpec& data, const TrainConfig& config, const std::stop_token& stop,
                     const Progress& progress) {
    if (data.text.empty()) {
        fail(
            "There is nothing to train on: name a folder of images, a data set, \"world:faces\", "
            "\"world:rooms\", \"model\" or \"model:FILE\"");
    }
    if (data.text == "model") return open_drawn("default", config, stop, progress);
    if (data.text.starts_with(kModelPrefix)) {
        return open_drawn(data.text.substr(kModelPrefix.size()), config, stop, progress);
    }
    if (data.text.starts_with(kWorldPrefix)) {
        return {open_world_source(parse_world_word(data.text), config.size, config.channels,
                                  cache_folder(), stop, progress),
                {},
                nullptr};
    }
    return open_images(data, config, stop, progress);
}

std::string lasting_text(const DataSpec& data) {
    namespace fs = std::filesystem;
    std::error_code ignored;
    const bool model = data.text.starts_with(kModelPrefix);
    const fs::path path = model ? data.text.substr(kModelPrefix.size()) : data.text;
    if (data.text.starts_with(kWorldPrefix)) return world_word(parse_world_word(data.text));
    if (data.text == "model" || !fs::exists(path, ignored)) return data.text;
    fs::path whole = fs::absolute(path).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();  // "photos/" is "photos"
    return (model ? std::string(kModelPrefix) : "") + whole.string();
}

std::string lasting_list(const DataSpec& data) {
    if (data.exclude.empty()) return {};
    return std::filesystem::absolute(data.exclude).lexically_normal().string();
}

}  // namespace zscope
