// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "core/io/data/data_source.h"
#include "core/model/snapshot.h"

namespace zscope::detail {

struct ModelSourceSettings {
    std::int64_t count = 20000;
    std::int64_t size = 64;        // of the images that come out, in pixels
    std::int64_t channels = 3;     // 1 or 3
    std::filesystem::path folder;  // of the cache files
};

// `count` images of a finished generator as training data; image i has the z of seed
// i + kModelSourceFirstSeed alone. They are drawn once into `folder` (one file per model, weights,
// size, channels and count) and read from there afterwards; a damaged cache file is made again.
// Another size or colour than the model's own is made from the bytes of the model's own images
// (resized without aliasing), which are drawn first if they are not there. `stop` ends the work
// with an Error; what was drawn until then is kept, and the next call goes on from there.
std::unique_ptr<DataSource> open_model_source(
    const SnapshotPointer& model, const ModelSourceSettings& settings, const std::stop_token& stop,
    const std::function<void(double share, const std::string& what)>& progress);

}  // namespace zscope::detail
