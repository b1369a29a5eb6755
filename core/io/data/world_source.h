// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "core/io/data/data_source.h"
#include "core/worlds/world_word.h"

namespace zscope {

// The images 0 … count − 1 of a world as training data, drawn once into `folder` (one file per
// world, options, size and channels) and read from there afterwards: drawing takes a core from the
// trainer. A damaged file is made again; `stop` ends the work with an Error, and the next call goes
// on with what was drawn. word.options.size is set to `size`.
std::unique_ptr<DataSource> open_world_source(
    WorldWord word, std::int64_t size, std::int64_t channels, const std::filesystem::path& folder,
    const std::stop_token& stop,
    const std::function<void(double share, const std::string& what)>& progress);

}  // namespace zscope
