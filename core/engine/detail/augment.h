// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "core/config/train_config.h"

namespace zscope::detail {

// Which images of a step are augmented: each use has draws of its own.
enum class AugmentUse : std::uint64_t { real = 1, fake_for_d = 2, fake_for_g = 3 };

bool augments(const TrainConfig& config);

// DiffAugment (Zhao et al. 2020, arXiv 2006.10738, section 3): D sees real images and fakes only
// through the same random changes, and G's gradient passes back through them, so that a small set
// lasts longer without teaching G the changes. Per image, in this order: brightness by ±0.5,
// saturation by 0…2, contrast by 0.5…1.5 (of images in −1…1); a shift of up to an eighth of the
// side, zeros coming in; a square of half the side set to 0.
// images: (N, C, S, S); differentiable. A pure function of (config.seed, step, use). The images
// themselves if the configuration does not augment.
at::Tensor augmented(const at::Tensor& images, const TrainConfig& config, std::int64_t step,
                     AugmentUse use);

}  // namespace zscope::detail
