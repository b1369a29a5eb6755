// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zscope {

enum class LayerKind { conv_transpose, conv };
enum class Activation { none, relu, leaky_relu, tanh, sigmoid };

// One named block: (transposed) convolution, then BatchNorm if norm_name is set, then activation.
// `name` and `norm_name` are the weights' prefixes in files ("main.0", "main.1").
struct Block {
    std::string name;
    std::int64_t in = 0;
    std::int64_t out = 0;
    std::int64_t kernel = 4;
    std::int64_t stride = 2;
    std::int64_t padding = 1;
    // Transposed: rows that the map gets at its end beyond what stride and kernel make. Else: rows
    // at its end that no kernel reaches, 0 in all of zscope's own.
    std::int64_t output_padding = 0;
    bool bias = false;
    std::optional<std::string> norm_name;
    double eps = 1e-5;
    Activation activation = Activation::relu;

    bool operator==(const Block&) const = default;
};

// A generator (z → image) or a discriminator (image → logit) as a list of blocks.
// A generator's block 1 is the first ConvT + BatchNorm + ReLU (4×4), the last makes the image.
struct Architecture {
    LayerKind kind = LayerKind::conv_transpose;
    std::int64_t nz = 100;    // 0 in a discriminator, which sees no z
    std::int64_t labels = 0;  // classes; 0: unconditional
    std::int64_t channels = 3;
    std::vector<Block> blocks;

    bool operator==(const Architecture&) const = default;

    // Numbers that a generator takes per image: z, then, if it is conditional, its label, one-hot.
    std::int64_t inputs() const { return nz + labels; }
    std::int64_t image_size() const;                 // height = width of the image, in pixels
    std::int64_t map_size(std::size_t block) const;  // height = width after block (1-based)
    std::int64_t parameters() const;                 // trainable numbers, BatchNorm's included
};

struct NetworkShape {           // what decides both networks; a part of TrainConfig
    std::int64_t size = 64;     // 32, 64 or 128 pixels
    std::int64_t channels = 3;  // 1 or 3
    std::int64_t nz = 100;
    std::int64_t ngf = 64;
    std::int64_t ndf = 64;
    std::int64_t max_width = 0;  // 0: no cap
    bool operator==(const NetworkShape&) const = default;
};

// DCGAN (Radford et al. 2015, section 3; names of the PyTorch example). G's first width is
// ngf·size/8, halved block by block down to ngf; max_width caps it; D mirrors with ndf and ends in
// the logit, without the example's sigmoid. A shape outside the ranges above is an Error.
Architecture dcgan_generator(const NetworkShape& shape);
Architecture dcgan_discriminator(const NetworkShape& shape);

}  // namespace zscope
