// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/engine/direction_judge.h"
#include "core/engine/sampling.h"
#include "core/io/data/data_source.h"

namespace zscope {

inline constexpr std::int64_t kDReferenceImages = 256;

// What D says (eval-mode logit) of many images, sorted: a single logit means little, its place
// among others does. It is not the training curve's D(x), which is taken in train mode.
struct DReference {
    std::vector<float> generated;
    std::vector<float> real;  // empty if no real images were given
};

// 256 generated images of fixed z (the prior's, seed 0) and up to 256 real ones (N, C, H, W),
// −1…1. An Error if the model has no D. Takes a moment: for the job lane.
DReference make_d_reference(Sampler& sampler, const HostTensor* real_images = nullptr,
                            const std::stop_token& stop = {});

// What D says of up to `count` images of the data, spread evenly over it, sorted. They must be of
// the model's size and colours. An Error if the model has no D, or when `stop` is asked. For the
// job lane.
std::vector<float> logits_of_data(Sampler& sampler, DataSource& data, std::int64_t count,
                                  const std::stop_token& stop = {}, const ShareDone& done = {});

// Share of `sorted` below `logit`, in percent; equal ones count half. 50 if `sorted` is empty.
double percentile(const std::vector<float>& sorted, float logit);

}  // namespace zscope
