// SPDX-License-Identifier: MIT
#include "core/engine/detail/invert/invert_starts.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace zscope::detail {

namespace {

constexpr std::int64_t kPiece = 64;
// Ridge regression: this share of the mean variance of a pixel is added to each.
constexpr double kRidge = 0.01;
constexpr std::int64_t kMostLabelStarts = 16;  // a start each for so many labels

at::Tensor tensor_of(const std::vector<float>& values, std::int64_t columns) {
    return at::from_blob(const_cast<float*>(values.data()),
                         {static_cast<std::int64_t>(values.size()) / columns, columns})
        .clone();
}

// (F, nz) so that rows · it ≈ z.
at::Tensor ridge(const at::Tensor& rows, const at::Tensor& z) {
    at::Tensor products = at::mm(rows.t(), rows).to(at::kDouble);
    const double added = kRidge * products.diagonal().mean().item<double>() + 1e-12;
    products.diagonal().add_(added);
    const at::Tensor right = at::mm(rows.t(), z).to(at::kDouble);
    return std::get<0>(at::linalg_solve_ex(products, right)).to(at::kFloat);
}

}  // namespace

InvertPool::InvertPool(InvertNetworks& networks, const InvertOptions& options,
                       const std::stop_token& stop, const std::function<void(double)>& done)
    : seed_(options.seed), samples_(options.samples), label_(options.label) {
    const Architecture& g = networks.generator();
    inputs_ =
        tensor_of(draw_inputs(networks.model().prior, seed_, samples_, g, label_), g.inputs());
    std::vector<at::Tensor> rows, images;
    for (std::int64_t first = 0; first < samples_; first += kPiece) {
        if (stop.stop_requested()) fail("stopped");
        done(static_cast<double>(first) / static_cast<double>(samples_));
        const std::int64_t end = std::min(samples_, first + kPiece);
        const at::Tensor piece = networks.images(inputs_.slice(0, first, end));
        rows.push_back(small_rows(piece));
        if (first < kInvertYardstick) images.push_back(piece);
    }
    images_ = at::cat(images).slice(0, 0, kInvertYardstick);
    features_ = networks.features(images_);
    rows_ = at::cat(rows);
    mean_ = rows_.mean(0, /*keepdim=*/true);
    z_of_row_ = ridge(rows_ - mean_, inputs_.slice(1, 0, g.nz));
}

bool InvertPool::serves(const InvertOptions& options) const {
    return options.seed == seed_ && options.samples == samples_ && options.label == label_;
}

InvertTarget InvertPool::look_at(InvertNetworks& networks, const at::Tensor& image,
                                 ImageDistance& yardstick) const {
    InvertTarget target{image, networks.features(image)};
    const at::Tensor pixels = pixel_squares(images_, target);
    const at::Tensor features = feature_squares(features_, target);
    // A model that draws one image only: nothing to measure by.
    target.pixel_unit = std::max(1e-12, pixels.mean().item<double>());
    target.feature_unit = std::max(1e-12, features.mean().item<double>());
    const at::Tensor loss =
        pixels / target.pixel_unit + features * (kFeatureWeight / target.feature_unit);
    const auto nearest = loss.argmin().item<std::int64_t>();
    yardstick.pixels =
        pixel_differences(images_.slice(0, nearest, nearest + 1), target).item<double>() / 2.0;
    yardstick.features = std::sqrt(features[nearest].item<double>() / target.feature_unit);
    return target;
}

std::int64_t InvertPool::label_of(const at::Tensor& row, const Architecture& generator) const {
    if (generator.labels == 0) return -1;
    return row.slice(1, generator.nz).argmax().item<std::int64_t>();
}

std::vector<InvertPool::Start> InvertPool::starts(InvertNetworks& networks,
                                                  const InvertTarget& target,
                                                  const InvertOptions& options) const {
    const Architecture& g = networks.generator();
    const at::Tensor wanted = small_rows(target.image);
    const at::Tensor z = at::mm(wanted - mean_, z_of_row_);
    // The regression does not know the label: each is tried, the nearest ones go first.
    const std::int64_t labels = options.label >= 0 ? 1 : std::max<std::int64_t>(1, g.labels);
    at::Tensor candidates = at::zeros({labels, g.inputs()});
    candidates.slice(1, 0, g.nz).copy_(z.expand({labels, g.nz}));
    for (std::int64_t i = 0; i < labels && g.labels > 0; ++i)
        candidates[i][g.nz + (options.label >= 0 ? options.label : i)] = 1.0;
    keep_rows_in_prior(candidates, networks.model());
    const at::Tensor order = pixel_squares(networks.images(candidates), target).argsort();
    std::vector<Start> result;
    const std::int64_t count =
        std::max(options.starts, std::min(labels > 1 ? labels : 1, kMostLabelStarts));
    for (std::int64_t i = 0; i < std::min({labels, kMostLabelStarts, count}); ++i) {
        const at::Tensor row = candidates.slice(0, order[i].item<std::int64_t>()).slice(0, 0, 1);
        result.push_back({row.clone(), "regression", label_of(row, g)});
    }
    const at::Tensor nearest = (rows_ - wanted).square().mean(1).argsort();
    for (std::int64_t i = 0; std::ssize(result) < count && i < samples_; ++i) {
        const at::Tensor row = inputs_.slice(0, nearest[i].item<std::int64_t>()).slice(0, 0, 1);
        result.push_back({row.clone(), "random sample", label_of(row, g)});
    }
    return result;
}

}  // namespace zscope::detail
