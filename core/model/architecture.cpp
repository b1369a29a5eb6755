// SPDX-License-Identifier: MIT
#include "core/model/architecture.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/error.h"

namespace zscope {

namespace {

// Both networks change the resolution between 4×4 and the image by blocks that double or halve it.
std::int64_t doublings(std::int64_t size) {
    std::int64_t count = 0;
    for (std::int64_t extent = 4; extent < size; extent *= 2)
        ++count;
    return count;
}

void check_shape(const NetworkShape& shape) {
    if (shape.size != 32 && shape.size != 64 && shape.size != 128) {
        fail("a DCGAN of {} pixels is not known here: 32, 64 and 128 are", shape.size);
    }
    if (shape.channels != 1 && shape.channels != 3) {
        fail("images of {} channels are not known here: 1 (grey) and 3 (colour) are",
             shape.channels);
    }
    if (shape.nz < 1 || shape.ngf < 1 || shape.ndf < 1 || shape.max_width < 0) {
        fail("nz, ngf and ndf must be at least 1 and max_width at least 0, not {}, {}, {} and {}",
             shape.nz, shape.ngf, shape.ndf, shape.max_width);
    }
}

// Width of the hidden block at map size `extent`: as many maps more as the map is smaller.
std::int64_t width_at(std::int64_t extent, std::int64_t base, const NetworkShape& shape) {
    const std::int64_t width = base * (shape.size / 2 / extent);
    return shape.max_width > 0 ? std::min(width, shape.max_width) : width;
}

std::string main_name(std::int64_t index) {
    return fmt::format("main.{}", index);
}

std::int64_t grow(const Block& block, std::int64_t extent) {
    return (extent - 1) * block.stride - 2 * block.padding + block.kernel + block.output_padding;
}

std::int64_t shrink(const Block& block, std::int64_t extent) {
    return (extent + 2 * block.padding - block.kernel) / block.stride + 1;
}

}  // namespace

std::int64_t Architecture::image_size() const {
    if (kind == LayerKind::conv_transpose) return map_size(blocks.size());
    // A discriminator ends in one number: walk back from its 1×1 map. Growing undoes shrinking.
    std::int64_t extent = 1;
    for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) {
        extent = grow(*block, extent);
    }
    return extent;
}

std::int64_t Architecture::map_size(std::size_t block) const {
    ZSCOPE_CHECK(block >= 1 && block <= blocks.size(), "block {} of {}", block, blocks.size());
    const bool growing = kind == LayerKind::conv_transpose;
    std::int64_t extent = growing ? 1 : image_size();
    for (std::size_t i = 0; i < block; ++i) {
        extent = growing ? grow(blocks[i], extent) : shrink(blocks[i], extent);
    }
    return extent;
}

std::int64_t Architecture::parameters() const {
    std::int64_t total = 0;
    for (const Block& block : blocks) {
        total += block.in * block.out * block.kernel * block.kernel;
        if (block.bias) total += block.out;
        if (block.norm_name) total += 2 * block.out;  // scale and shift
    }
    return total;
}

Architecture dcgan_generator(const NetworkShape& shape) {
    check_shape(shape);
    Architecture result{.kind = LayerKind::conv_transpose,
                        .nz = shape.nz,
                        .labels = 0,
                        .channels = shape.channels,
                        .blocks = {}};
    const std::int64_t hidden = doublings(shape.size);
    std::int64_t in = shape.nz;
    for (std::int64_t i = 0; i < hidden; ++i) {
        Block block;
        block.name = main_name(3 * i);
        block.norm_name = main_name(3 * i + 1);  // 3·i + 2 is the ReLU
        block.in = in;
        block.out = width_at(std::int64_t{4} << i, shape.ngf, shape);
        if (i == 0) {  // from 1×1 to 4×4
            block.stride = 1;
            block.padding = 0;
        }
        in = block.out;
        result.blocks.push_back(std::move(block));
    }
    Block last;
    last.name = main_name(3 * hidden);
    last.in = in;
    last.out = shape.channels;
    last.activation = Activation::tanh;
    result.blocks.push_back(std::move(last));
    return result;
}

Architecture dcgan_discriminator(const NetworkShape& shape) {
    check_shape(shape);
    Architecture result{
        .kind = LayerKind::conv, .nz = 0, .labels = 0, .channels = shape.channels, .blocks = {}};
    const std::int64_t hidden = doublings(shape.size);
    std::int64_t in = shape.channels;
    for (std::int64_t i = 0; i < hidden; ++i) {
        Block block;
        block.name = main_name(i == 0 ? 0 : 3 * i - 1);  // the first has no BatchNorm
        if (i > 0) block.norm_name = main_name(3 * i);
        block.in = in;
        block.out = width_at(shape.size >> (i + 1), shape.ndf, shape);
        block.activation = Activation::leaky_relu;
        in = block.out;
        result.blocks.push_back(std::move(block));
    }
    Block last;  // from 4×4 to the logit
    last.name = main_name(3 * hidden - 1);
    last.in = in;
    last.out = 1;
    last.stride = 1;
    last.padding = 0;
    last.activation = Activation::none;
    result.blocks.push_back(std::move(last));
    return result;
}

}  // namespace zscope
