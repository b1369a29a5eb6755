// SPDX-License-Identifier: MIT
#include "core/model/training_work.h"

namespace zscope {

namespace {

// Multiply-adds of one image through the convolutions, and through the first alone.
struct Pass {
    double all = 0.0;
    double first = 0.0;
};

// Every weight meets every position of the smaller of its two maps.
Pass forward_pass(const Architecture& network) {
    Pass pass;
    const bool growing = network.kind == LayerKind::conv_transpose;
    for (std::size_t i = 0; i < network.blocks.size(); ++i) {
        const Block& block = network.blocks[i];
        const std::int64_t smaller = growing && i == 0 ? 1 : network.map_size(growing ? i : i + 1);
        const auto weights = static_cast<double>(block.in * block.out);
        const auto window = static_cast<double>(block.kernel * block.kernel);
        const double work = weights * window * static_cast<double>(smaller * smaller);
        pass.all += work;
        if (i == 0) pass.first = work;
    }
    return pass;
}

}  // namespace

double training_flop_per_image(const NetworkShape& shape) {
    const Pass g = forward_pass(dcgan_generator(shape));
    const Pass d = forward_pass(dcgan_discriminator(shape));
    // Back through a network costs a pass for the weights' gradients and one for the inputs'; what
    // comes in from outside (an image for D, z for G) needs none.
    const double d_learns = 3 * d.all - d.first;
    const double d_judges = 2 * d.all;
    const double g_learns = 3 * g.all - g.first;
    return 2.0 * (2 * d_learns + d_judges + g_learns);
}

}  // namespace zscope
