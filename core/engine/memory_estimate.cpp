// SPDX-License-Identifier: MIT
#include <algorithm>

#include "core/engine/trainer.h"

namespace zscope {

namespace {

// Numbers of all feature maps of one image, and of the largest block.
struct MapCount {
    std::int64_t all = 0;
    std::int64_t largest = 0;
};

MapCount count_maps(const Architecture& network) {
    MapCount result;
    for (std::size_t i = 0; i < network.blocks.size(); ++i) {
        const std::int64_t side = network.map_size(i + 1);
        const std::int64_t maps = network.blocks[i].out * side * side;
        // Kept for the backward pass: what the convolution gave, and what BatchNorm made of it.
        result.all += network.blocks[i].norm_name ? 2 * maps : maps;
        result.largest = std::max(result.largest, maps);
    }
    return result;
}

}  // namespace

std::int64_t estimate_training_bytes(const TrainConfig& config) {
    const Architecture g = dcgan_generator(config.shape());
    const Architecture d = dcgan_discriminator(config.shape());
    const std::int64_t number = sizeof(float);
    // G: weights, gradients, two moments, average; D without the average. Copies: one checkpoint on
    // its way to the disk (moments and all) and one snapshot for the window.
    const std::int64_t in_training = 5 * g.parameters() + 4 * d.parameters();
    const std::int64_t copies = (4 + 2) * g.parameters() + (3 + 1) * d.parameters();
    // The peak is G's turn: maps of G and D are kept, and two gradients of the largest travel back.
    const MapCount g_maps = count_maps(g), d_maps = count_maps(d);
    const std::int64_t per_image =
        g_maps.all + d_maps.all + 2 * std::max(g_maps.largest, d_maps.largest);
    const std::int64_t image = config.size * config.size * config.channels;
    const std::int64_t batches_ahead = 4;  // of bytes, and the one in use as numbers
    return number * (in_training + copies + config.batch * (per_image + image)) +
           batches_ahead * config.batch * image;
}

}  // namespace zscope
