// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/architecture.h"

namespace zscope {

// Arithmetic of the convolutions of one training step for one image, in floating-point operations
// (a multiply-add is two): D on a real image and on a fake one, forward and backward; G forward;
// D's judgement of the fake for G and the way back through both. D's weight gradients are left out
// there, as the step does, and so is what is small beside it: norms, activations, Adam.
double training_flop_per_image(const NetworkShape& shape);

}  // namespace zscope
