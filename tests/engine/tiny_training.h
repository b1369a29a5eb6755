// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <random>
#include <string>

#include "core/config/train_config.h"
#include "core/image/image.h"
#include "core/io/image_codec.h"

namespace zscope::testing {

// A network that trains a step in milliseconds.
inline TrainConfig tiny_config() {
    TrainConfig config;
    config.size = 32;
    config.nz = 8;
    config.ngf = 4;
    config.ndf = 4;
    config.batch = 8;
    config.seed = 3;
    config.threads = 1;
    config.kernels = "reference";
    config.checkpoint_every = 1000000;
    config.sample_every = 1000000;
    return config;
}

// `count` PNG files of coloured noise, the same for the same arguments.
inline void make_images(const std::filesystem::path& folder, int count, int size = 32) {
    std::filesystem::create_directories(folder);
    std::mt19937 random(11);
    for (int i = 0; i < count; ++i) {
        ImageU8 image{size, size, 3, {}};
        image.pixels.resize(static_cast<std::size_t>(3 * size * size));
        const unsigned base = random() % 128;
        for (auto& pixel : image.pixels)
            pixel = static_cast<std::uint8_t>(base + random() % 128);
        write_png(folder / (std::to_string(i) + ".png"), image);
    }
}

}  // namespace zscope::testing
