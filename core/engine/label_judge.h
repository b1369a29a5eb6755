// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/direction_judge.h"
#include "core/messages/training.h"

namespace zscope {

struct LabelOptions {
    DataSpec data;              // images with labels, as open_data takes them
    std::string column = {};    // empty: all there are
    std::int64_t count = 1000;  // the first so many images
};

// A judge of what the labels of a data set say, for a model whose oracle there is none.
struct LabelJudge {
    Judge judge;                     // an attribute for each label that can be learned
    std::vector<std::string> notes;  // labels left out, and why; what is unusable in the data
    std::string data, features;      // for people
};

// For each label a classifier of image features, as a person's ticks make one (tick_judge.h):
// learned from half of the images, checked on the other half, left out below kTicksPerClass images
// a kind or kTickAccuracy. A column of no and yes is one attribute of its name; of two other
// values the second is one, "column=value"; of more each is one. The data's images are at the
// model's size and colours. An Error if no label can be learned. Needs a D. Minutes: a job's.
LabelJudge learn_labels(
    Sampler& sampler, const SnapshotPointer& model, const LabelOptions& options,
    const std::stop_token& stop = {},
    const std::function<void(double share, const std::string& what)>& progress = {});

}  // namespace zscope
