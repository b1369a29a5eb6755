// SPDX-License-Identifier: MIT
#include "core/engine/detail/invert/invert_networks.h"

#include <c10/core/GradMode.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "core/latent/prior_shell.h"

namespace zscope::detail {

namespace {

constexpr std::int64_t kPiece = 64;      // images per pass: bounds the memory of activations
constexpr std::int64_t kSmallSide = 16;  // pixels

at::Tensor reduced(const at::Tensor& images, std::int64_t by) {
    const std::array<std::int64_t, 2> window = {by, by};
    return at::avg_pool2d(images, window);
}

}  // namespace

InvertNetworks::InvertNetworks(SnapshotPointer model, Weights weights)
    : model_(std::move(model)),
      g_(Network::from_tensors(model_->generator, generator_weights(*model_, weights))) {
    if (model_->discriminator && model_->d && model_->discriminator->blocks.size() > 1) {
        d_ = Network::from_tensors(*model_->discriminator, *model_->d);
    }
}

at::Tensor InvertNetworks::images(const at::Tensor& inputs) {
    const c10::NoGradGuard no_grad;
    std::vector<at::Tensor> pieces;
    for (std::int64_t first = 0; first < inputs.size(0); first += kPiece) {
        const std::int64_t end = std::min(inputs.size(0), first + kPiece);
        pieces.push_back(g_.forward(inputs.slice(0, first, end), Mode::eval));
    }
    return pieces.size() == 1 ? pieces.front() : at::cat(pieces);
}

at::Tensor InvertNetworks::images_with_gradient(const at::Tensor& inputs) {
    return g_.forward(inputs, Mode::eval);
}

at::Tensor InvertNetworks::features(const at::Tensor& images) {
    if (d_) {
        const auto last_hidden = static_cast<std::int64_t>(d_->architecture().blocks.size()) - 1;
        return d_->forward_to_block(images, last_hidden, Mode::eval).flatten(1);
    }
    std::vector<at::Tensor> levels;
    at::Tensor level = images;
    for (int i = 0; i < 3 && level.size(2) % 2 == 0; ++i) {
        level = reduced(level, 2);
        // A level counts as much as the others, though it has a quarter of the numbers.
        levels.push_back(level.flatten(1) * static_cast<double>(std::int64_t{1} << i));
    }
    return levels.empty() ? images.flatten(1) : at::cat(levels, 1);
}

std::string InvertNetworks::features_name() const {
    return d_ ? "D's last hidden maps" : "the image at 1/2, 1/4 and 1/8 of its size (no D)";
}

at::Tensor small_rows(const at::Tensor& images) {
    const std::int64_t by = std::max<std::int64_t>(1, images.size(2) / kSmallSide);
    return (by > 1 ? reduced(images, by) : images).flatten(1);
}

at::Tensor pixel_squares(const at::Tensor& images, const InvertTarget& target) {
    return (images - target.image).square().flatten(1).mean(1);
}

at::Tensor pixel_differences(const at::Tensor& images, const InvertTarget& target) {
    return (images - target.image).abs().flatten(1).mean(1);
}

at::Tensor feature_squares(const at::Tensor& features, const InvertTarget& target) {
    return (features - target.features).square().mean(1);
}

at::Tensor invert_loss(InvertNetworks& networks, const at::Tensor& images,
                       const InvertTarget& target) {
    return pixel_squares(images, target) / target.pixel_unit +
           feature_squares(networks.features(images), target) *
               (kFeatureWeight / target.feature_unit);
}

void keep_rows_in_prior(at::Tensor& inputs, const ModelSnapshot& model) {
    const auto width = static_cast<std::size_t>(inputs.size(1));
    auto* values = inputs.mutable_data_ptr<float>();
    for (std::int64_t row = 0; row < inputs.size(0); ++row) {
        keep_in_prior(model.prior, std::span(values + static_cast<std::size_t>(row) * width,
                                             static_cast<std::size_t>(model.generator.nz)));
    }
}

}  // namespace zscope::detail
