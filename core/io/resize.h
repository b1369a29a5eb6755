// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/image/image.h"

namespace zscope {

// The part of an image that is resized, in pixels.
struct CropBox {
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;
};

// The largest square in the middle.
CropBox centre_square(const ImageU8& image);

// Resizes a part of an image by a triangle filter whose width grows with the reduction, so that
// nothing aliases: within one level of Pillow's resize(BILINEAR). (stb_image_resize weighs the
// outermost rows twice, up to 18 levels off on a busy border.)
ImageU8 resize(const ImageU8& image, const CropBox& box, int width, int height);

// To 1 channel by Rec. 601 luma, to 3 by repeating grey.
ImageU8 with_channels(ImageU8 image, int channels);

// How an image that is not square becomes a square.
enum class Crop {
    center,  // the largest square in the middle
    squash,  // the whole image, its proportions changed
};
// "center" or "squash", as TrainConfig::crop has it.
Crop crop_of(std::string_view word);

// What a data set keeps of an image: resized, as (size, size, channels) bytes.
void prepare_image(const ImageU8& image, int size, int channels, std::span<std::uint8_t> out,
                   Crop crop = Crop::center);

}  // namespace zscope
