// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/messages/training.h"
#include "core/model/host_tensor.h"
#include "core/model/snapshot.h"

namespace zscope {

inline constexpr std::int64_t kMostFeatureBytes = std::int64_t{4} << 30;  // of one table

struct DFeatureOptions {
    DataSpec data;
    std::int64_t count = 2000;  // the first so many images; 0: all
    // A column of the data's labels, or an attribute of a world; empty: every one there is.
    std::string labels = {};
    bool images = false;  // also the images themselves
    int threads = 0;      // 0: LibTorch's choice
};

// D's features of images, for other programs.
struct DFeatureTable {
    HostTensor features;               // (N, F) f32: DiscriminatorLooks::features
    HostTensor rows;                   // (N) i64: which image of the data
    std::optional<HostTensor> labels;  // (N) i64 of one column, else (N, columns); −1: not said
    std::optional<HostTensor> images;  // (N, H, W, C) u8
    std::vector<std::string> label_columns;             // their names
    std::vector<std::vector<std::string>> label_words;  // of each column: what value k means
    std::string data;                                   // for people: "500 images from photos/"
    std::vector<std::string> left_out;                  // files that cannot be used, with reasons
};

// Images of `data` (a word of open_data) at the model's size and colours. A world's are drawn, with
// its yes/no attributes as labels. In memory as a whole, so at most kMostFeatureBytes: an Error
// says how many images fit. An Error also without a D, for an unknown column (naming those there
// are) and when `stop` is asked. Blocks; uses LibTorch on the calling thread.
DFeatureTable d_feature_table(
    const SnapshotPointer& model, const DFeatureOptions& options, const std::stop_token& stop,
    const std::function<void(double share, const std::string& what)>& progress);

}  // namespace zscope
