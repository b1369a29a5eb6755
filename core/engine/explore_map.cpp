// SPDX-License-Identifier: MIT
#include "core/engine/explore_map.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/engine/detail/compute_threads.h"
#include "core/engine/detail/network.h"
#include "core/engine/detail/runner.h"
#include "core/latent/interpolate.h"
#include "core/latent/labels.h"
#include "core/statistics/point_spacing.h"
#include "core/statistics/principal_components.h"

namespace zscope {

namespace {

constexpr std::int64_t kPiece = 64;     // images at a time
constexpr std::int64_t kImageSide = 8;  // of the reduced image
constexpr double kDrawingShare = 0.85;  // of the progress; the rest is the layout

using Progress = std::function<void(double, std::string)>;

// D, cut before its last block: what the last block reads are the features, what it says the
// logits. So D is run once.
class SplitDiscriminator {
  public:
    explicit SplitDiscriminator(const ModelSnapshot& model)
        : whole_(detail::Network::from_tensors(*model.discriminator, *model.d)),
          end_(last_block(*model.discriminator, *model.d)),
          hidden_(static_cast<std::int64_t>(model.discriminator->blocks.size()) - 1) {}

    struct Reading {
        at::Tensor features, logits;  // (N, F), (N)
    };
    Reading read(const at::Tensor& images) {
        const at::Tensor maps =
            hidden_ > 0 ? whole_.forward_to_block(images, hidden_, detail::Mode::eval) : images;
        return {maps.mean({2, 3}), end_.forward(maps, detail::Mode::eval)};
    }

  private:
    static detail::Network last_block(const Architecture& d, const NamedTensors& tensors) {
        Architecture end = d;
        end.blocks = {d.blocks.back()};
        NamedTensors own;
        for (const auto& [name, tensor] : tensors) {
            const Block& block = end.blocks.front();
            const bool of_norm = block.norm_name && name.starts_with(*block.norm_name + ".");
            if (name.starts_with(block.name + ".") || of_norm) own.emplace(name, tensor);
        }
        return detail::Network::from_tensors(end, own);
    }

    detail::Network whole_, end_;
    std::int64_t hidden_;
};

at::Tensor reduced(const at::Tensor& images) {
    const std::int64_t side = std::min(kImageSide, images.size(2));
    return at::adaptive_avg_pool2d(images, {side, side}).flatten(1);
}

void append(std::vector<float>& to, const at::Tensor& values) {
    const at::Tensor dense = values.to(at::kFloat).contiguous();
    const float* first = dense.const_data_ptr<float>();
    to.insert(to.end(), first, first + dense.numel());
}

MapFeatures chosen_features(const ModelSnapshot& model, MapFeatures asked) {
    const bool has_d = model.discriminator && model.d;
    if (asked == MapFeatures::discriminator && !has_d) {
        fail("{} has no discriminator: lay the map out by the images themselves", model.name);
    }
    if (asked != MapFeatures::automatic) return asked;
    return has_d ? MapFeatures::discriminator : MapFeatures::image;
}

void check(const ExploreMapSettings& settings) {
    if (settings.count < kFewestMapSamples || settings.count > kMostMapSamples) {
        fail("a map has {} to {} samples, not {}", kFewestMapSamples, kMostMapSamples,
             settings.count);
    }
}

// Draws every sample; fills map.logits where there is a D. (N, F)
std::vector<float> draw_features(const SnapshotPointer& model, Weights weights, ExploreMap& map,
                                 const std::stop_token& stop, const Progress& progress) {
    detail::Runner runner(model, weights, detail::Drawing::fastest);
    std::optional<SplitDiscriminator> d;
    if (model->discriminator && model->d) d.emplace(*model);
    const std::int64_t size = model->generator.image_size();
    std::vector<float> features, pixels;
    for (std::int64_t first = 0; first < map.settings.count; first += kPiece) {
        if (stop.stop_requested()) fail("stopped");
        if (progress) {
            progress(kDrawingShare * static_cast<double>(first) /
                         static_cast<double>(map.settings.count),
                     fmt::format("{} of {} samples drawn", first, map.settings.count));
        }
        const std::int64_t count = std::min(kPiece, map.settings.count - first);
        pixels.resize(static_cast<std::size_t>(count * runner.image_values()));
        const auto z = std::span(map.z).subspan(static_cast<std::size_t>(first * map.inputs),
                                                static_cast<std::size_t>(count * map.inputs));
        runner.images(z, map.settings.edits, pixels);
        const at::Tensor images = at::from_blob(
            pixels.data(), {count, model->generator.channels, size, size}, at::kFloat);
        SplitDiscriminator::Reading reading;
        if (d) {
            reading = d->read(images);
            append(map.logits, reading.logits);
        }
        const bool by_d = map.settings.features == MapFeatures::discriminator;
        append(features, by_d ? reading.features : reduced(images));
    }
    // A D that has broken down has no opinion.
    const bool sound = std::ranges::all_of(map.logits, [](float x) { return std::isfinite(x); });
    if (!sound) map.logits.clear();
    return features;
}

// Where the samples lie, and which get a picture first.
void lay_out(ExploreMap& map, const std::vector<float>& features, const std::stop_token& stop,
             const Progress& progress) {
    if (progress) progress(kDrawingShare, "finding the principal components");
    const auto width = static_cast<std::int64_t>(features.size()) / map.settings.count;
    if (width < 3) fail("the features of this model have only {} numbers: a map needs 3", width);
    const PrincipalComponents found = principal_components(features, width, 3, stop);
    map.scores = found.scores(features);
    for (std::size_t k = 0; k < 3; ++k)
        map.explained[k] = found.explained(k);
    for (std::size_t plane = 0; plane < kMapPlanes.size(); ++plane) {
        if (stop.stop_requested()) fail("stopped");
        if (progress) progress(0.94 + 0.02 * static_cast<double>(plane), "laying the map out");
        std::vector<float> points;
        for (std::size_t i = 0; i < map.count(); ++i) {
            const auto [x, y] = map.point(i, plane);
            points.insert(points.end(), {x, y});
        }
        map.spacing[plane] = point_spacing(points);
    }
}

}  // namespace

std::span<const float> ExploreMap::z_of(std::size_t index) const {
    const auto each = static_cast<std::size_t>(inputs);
    return std::span(z).subspan(index * each, each);
}

std::array<float, 2> ExploreMap::point(std::size_t index, std::size_t plane) const {
    return {scores[3 * index + kMapPlanes[plane].first],
            scores[3 * index + kMapPlanes[plane].second]};
}

std::optional<std::size_t> ExploreMap::find(std::span<const float> of) const {
    if (of.empty() || static_cast<std::int64_t>(of.size()) != inputs) return std::nullopt;
    auto at = std::lower_bound(by_first.begin(), by_first.end(), std::pair{of[0], std::size_t{0}});
    for (; at != by_first.end() && at->first == of[0]; ++at) {
        if (std::ranges::equal(z_of(at->second), of)) return at->second;
    }
    return std::nullopt;
}

ExploreMap make_explore_map(const SnapshotPointer& model, Weights weights,
                            const ExploreMapSettings& settings, const std::stop_token& stop,
                            const Progress& progress, int threads) {
    ZSCOPE_CHECK(model != nullptr, "no model");
    check(settings);
    detail::set_compute_threads(threads);
    const c10::InferenceMode inference;
    ExploreMap map;
    map.settings = settings;
    map.settings.features = chosen_features(*model, settings.features);
    map.inputs = model->generator.inputs();
    map.step = model->step;
    map.ema = resolve_weights(*model, weights) == Weights::ema;
    map.z = draw_inputs(model->prior, settings.seed, settings.count, model->generator);
    for (std::int64_t i = 0; i < settings.count; ++i) {
        const auto row = static_cast<std::size_t>(i);
        const std::span<const float> own = std::span(map.z).subspan(
            row * static_cast<std::size_t>(map.inputs), static_cast<std::size_t>(map.inputs));
        map.norms.push_back(
            static_cast<float>(norm(own.first(static_cast<std::size_t>(model->generator.nz)))));
        map.by_first.emplace_back(own[0], row);
    }
    std::ranges::sort(map.by_first);
    lay_out(map, draw_features(model, weights, map, stop, progress), stop, progress);
    return map;
}

}  // namespace zscope
