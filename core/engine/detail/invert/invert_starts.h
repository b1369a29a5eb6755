// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/detail/invert/invert_networks.h"
#include "core/engine/invert.h"

namespace zscope::detail {

// Random z of a model and what their images look like: independent of what is looked for, so that
// it serves many images.
class InvertPool {
  public:
    // options.samples of them, of options.seed and options.label. An Error "stopped".
    InvertPool(InvertNetworks& networks, const InvertOptions& options, const std::stop_token& stop,
               const std::function<void(double share)>& done);
    bool serves(const InvertOptions& options) const;

    // The target's features and units, from the first kInvertYardstick samples; their nearest
    // becomes the yardstick.
    InvertTarget look_at(InvertNetworks& networks, const at::Tensor& image,
                         ImageDistance& yardstick) const;

    struct Start {
        at::Tensor inputs;  // (1, nz + labels)
        std::string from;
        std::int64_t label;  // -1: the model has none
    };
    // The most promising first.
    std::vector<Start> starts(InvertNetworks& networks, const InvertTarget& target,
                              const InvertOptions& options) const;

  private:
    std::int64_t label_of(const at::Tensor& row, const Architecture& generator) const;

    std::uint64_t seed_;
    std::int64_t samples_, label_;
    at::Tensor inputs_;    // (N, nz + labels)
    at::Tensor rows_;      // (N, F): small_rows of their images
    at::Tensor mean_;      // (1, F) of them
    at::Tensor z_of_row_;  // (F, nz): regression of z on rows_ − mean_
    at::Tensor images_;    // of the first kInvertYardstick
    at::Tensor features_;
};

}  // namespace zscope::detail
