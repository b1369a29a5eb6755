// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <optional>
#include <span>
#include <string>

#include "core/engine/detail/network.h"
#include "core/model/snapshot.h"

namespace zscope::detail {

// G and what looks at images, for searches in z: fp32, eval mode. One thread.
class InvertNetworks {
  public:
    InvertNetworks(SnapshotPointer model, Weights weights);

    const ModelSnapshot& model() const { return *model_; }
    const Architecture& generator() const { return model_->generator; }
    // (N, nz + labels) → (N, C, H, W), in pieces, without gradients.
    at::Tensor images(const at::Tensor& inputs);
    // The same in one piece, through which gradients flow.
    at::Tensor images_with_gradient(const at::Tensor& inputs);
    // (N, C, H, W) → (N, F); gradients flow where they are on.
    at::Tensor features(const at::Tensor& images);
    std::string features_name() const;  // for people

  private:
    SnapshotPointer model_;
    Network g_;
    std::optional<Network> d_;
};

// An image reduced to at most 16 pixels a side, (N, C, H, W) → (N, F): what regression looks at.
at::Tensor small_rows(const at::Tensor& images);

// An image to be found, and how far random samples are from it.
struct InvertTarget {
    at::Tensor image;     // (1, C, H, W), −1…1
    at::Tensor features;  // (1, F)
    // Mean squares of the differences of random samples: the units of loss().
    double pixel_unit = 1.0, feature_unit = 1.0;
};
inline constexpr double kFeatureWeight = 0.25;

// Of each row, (N): mean squares, absolute differences of −1…1.
at::Tensor pixel_squares(const at::Tensor& images, const InvertTarget& target);
at::Tensor pixel_differences(const at::Tensor& images, const InvertTarget& target);
at::Tensor feature_squares(const at::Tensor& features, const InvertTarget& target);
// What the search makes small, (N): pixels in their unit and kFeatureWeight times the features in
// theirs. A random sample has about 1.25.
at::Tensor invert_loss(InvertNetworks& networks, const at::Tensor& images,
                       const InvertTarget& target);

// keep_in_prior of each row's z, in place; labels stay.
void keep_rows_in_prior(at::Tensor& inputs, const ModelSnapshot& model);

}  // namespace zscope::detail
