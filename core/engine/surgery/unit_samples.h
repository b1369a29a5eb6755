// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/engine/direction_judge.h"
#include "core/engine/sampling.h"
#include "core/engine/surgery/thing.h"
#include "core/surgery/unit_ranking.h"

namespace zscope {

// What rank_units() is asked about: activations of a block's units where a thing is and where it is
// not. Cells at least a third covered count as inside, cells that it does not touch as outside, the
// others for neither. Of each image as many cells of either kind, so that large things do not drown
// small ones; at most about kMostRows in all. Reference arithmetic; seconds to minutes: a job's.
inline constexpr std::int64_t kMostRows = 6000;

// Images with a region in each, as a person marked it: z (N, inputs), masks (N) of any size.
struct MarkedImages {
    std::vector<float> z;
    std::vector<MapMask> masks;
};
UnitSamples samples_of_regions(Sampler& sampler, std::int64_t block, const MarkedImages& marked,
                               const std::stop_token& stop = {});

// Random images that have the thing, with the place where the judge's map shows it.
UnitSamples samples_of_segment(Sampler& sampler, const Thing& thing, std::int64_t block,
                               std::int64_t images, std::uint64_t seed,
                               const std::stop_token& stop = {}, const ShareDone& done = {});

// Whole images with and without: a row is an image, and each unit's mean where the two kinds of
// image differ most: the tenth of the pixels with the largest difference of the mean images. A mean
// over the whole map would drown what is small.
struct PlacedSamples {
    UnitSamples samples;
    std::optional<MapMask> place;  // of the image's size; nullopt: cells were asked about
};
PlacedSamples samples_of_kinds(Sampler& sampler, std::int64_t block, std::span<const float> with_z,
                               std::span<const float> without_z, const std::stop_token& stop = {},
                               const ShareDone& done = {});
// The same with random images that the judge is sure of, as many of either kind, at most `images`.
PlacedSamples samples_of_attribute(Sampler& sampler, const Thing& thing, std::int64_t block,
                                   std::int64_t images, std::uint64_t seed,
                                   const std::stop_token& stop = {}, const ShareDone& done = {});

// Of a thing: by its place where it has one, from `images` that have it, else by the judge's
// answer, from as many with it and as many without.
PlacedSamples samples_of_thing(Sampler& sampler, const Thing& thing, std::int64_t block,
                               std::int64_t images, std::uint64_t seed,
                               const std::stop_token& stop = {}, const ShareDone& done = {});

// Mean of each unit's maps over the images of z (N, inputs): how active it is.
std::vector<double> mean_activation(Sampler& sampler, std::int64_t block, std::span<const float> z);

}  // namespace zscope
