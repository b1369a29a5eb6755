// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/bounded_queue.h"
#include "core/config/train_config.h"
#include "core/io/data/data_source.h"
#include "core/messages/training.h"

namespace zscope {

inline constexpr std::int64_t kModelSourceImages = 20000;
inline constexpr std::int64_t kModelSourceFirstSeed =
    1000000;  // image i has the z of seed i + this

struct OpenedData {
    std::unique_ptr<DataSource> source;
    std::vector<std::string> left_out;  // one line per unusable file, with the reason
    // Files that go bad after the scan, as the loader meets them; null where there are no files.
    std::shared_ptr<BoundedQueue<std::string>> gone_bad;
};
// What --data names: a data set (core/io/data/detect.h), "model" (the shipped generator) or
// "model:MODEL". Large sets are decoded, and images of a model drawn, once into the cache folder
// (progress 0…1) and read from there afterwards.
OpenedData open_data(const DataSpec& data, const TrainConfig& config, const std::stop_token& stop,
                     const std::function<void(double share, const std::string& what)>& progress);

// As run.json keeps it: a resume that is called from another folder finds the same images.
std::string lasting_text(const DataSpec& data);
std::string lasting_list(const DataSpec& data);  // the same of its list of images to leave out

}  // namespace zscope
