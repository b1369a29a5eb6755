// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/model/edit.h"
#include "core/model/snapshot.h"

namespace zscope {

// What of an image decides where it lies on the map.
enum class MapFeatures {
    automatic,      // D's where the model has a D, else the image's
    discriminator,  // D's last hidden maps, averaged over the image
    image,          // the image itself, reduced to 8 × 8 pixels
};

inline constexpr std::int64_t kFewestMapSamples = 256, kMostMapSamples = 20'000;
inline constexpr std::int64_t kUsualMapSamples = 2'000;

struct ExploreMapSettings {
    std::uint64_t seed = 1;  // z: draw_inputs(prior, seed, count)
    std::int64_t count = kUsualMapSamples;
    MapFeatures features = MapFeatures::automatic;
    std::vector<Edit> edits;
    bool operator==(const ExploreMapSettings&) const = default;
};

// Pairs of principal components that the plane can be.
inline constexpr std::array<std::pair<std::size_t, std::size_t>, 3> kMapPlanes = {
    {{0, 1}, {0, 2}, {1, 2}}};

// Many samples of a model in a plane: those whose images are alike lie near each other. Immutable
// once made.
struct ExploreMap {
    ExploreMapSettings settings;        // `features` as they were chosen, not automatic
    std::int64_t inputs = 0;            // numbers per z, labels included
    std::vector<float> z;               // (N, inputs)
    std::vector<float> scores;          // (N, 3): along the first three principal components
    std::array<double, 3> explained{};  // share of the features' variance, 0…1
    // By kMapPlanes, N each: core/statistics/point_spacing.h.
    std::array<std::vector<float>, kMapPlanes.size()> spacing;
    std::vector<float> norms;   // N: ‖z‖, labels left out
    std::vector<float> logits;  // N: D's eval-mode logits, finite; empty without a (sound) D
    std::int64_t step = 0;      // of the model, and which of its weights
    bool ema = false;

    std::size_t count() const { return norms.size(); }
    std::span<const float> z_of(std::size_t index) const;
    std::array<float, 2> point(std::size_t index, std::size_t plane) const;
    // The sample with exactly this z.
    std::optional<std::size_t> find(std::span<const float> of) const;

    std::vector<std::pair<float, std::size_t>> by_first;  // first number of z → index, sorted
};

// Draws the samples with the model's fastest arithmetic and lays them out: a second to a minute,
// for the job lane. An Error says why it cannot be made, or that it was stopped.
ExploreMap make_explore_map(
    const SnapshotPointer& model, Weights weights, const ExploreMapSettings& settings,
    const std::stop_token& stop = {},
    const std::function<void(double share, std::string what)>& progress = {}, int threads = 0);

}  // namespace zscope
