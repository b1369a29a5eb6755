// SPDX-License-Identifier: MIT
#include "core/engine/detail/direct/supports.h"

namespace zscope::detail::direct {

namespace {

bool plain(const Block& block, std::int64_t stride, std::int64_t padding, bool normed,
           Activation activation) {
    return block.kernel == 4 && block.stride == stride && block.padding == padding &&
           block.output_padding == 0 && !block.bias && block.norm_name.has_value() == normed &&
           block.activation == activation;
}

bool supports_discriminator(const Architecture& d) {
    if (d.kind != LayerKind::conv || d.blocks.size() < 3) return false;
    for (std::size_t i = 0; i + 1 < d.blocks.size(); ++i) {
        if (!plain(d.blocks[i], 2, 1, i > 0, Activation::leaky_relu)) return false;
    }
    const Block& head = d.blocks.back();
    return head.kernel == 4 && head.stride == 1 && head.padding == 0 && head.out == 1 &&
           !head.bias && !head.norm_name;
}

}  // namespace

bool supports_generator(const Architecture& g) {
    if (g.kind != LayerKind::conv_transpose || g.blocks.size() < 2 || g.channels > 4) return false;
    for (std::size_t i = 0; i < g.blocks.size(); ++i) {
        const bool first = i == 0, last = i + 1 == g.blocks.size();
        if (!plain(g.blocks[i], first ? 1 : 2, first ? 0 : 1, !last,
                   last ? Activation::tanh : Activation::relu)) {
            return false;
        }
    }
    return true;
}

bool supports(const Architecture& generator, const Architecture& discriminator) {
    return supports_generator(generator) && supports_discriminator(discriminator);
}

}  // namespace zscope::detail::direct
