// SPDX-License-Identifier: MIT
#include "core/io/resize.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/base/check.h"

namespace zscope {

namespace {

// Weights of the inputs that make each output along one axis; they sum to 1, and inputs beyond the
// border do not exist (they are not repeated).
struct AxisWeights {
    struct Range {
        int first = 0;
        int count = 0;
    };
    std::vector<Range> ranges;   // one per output
    std::vector<float> weights;  // `stride` per output
    int stride = 0;
};

AxisWeights triangle_weights(int from, int to) {
    const double scale = static_cast<double>(from) / to;
    const double support = std::max(scale, 1.0);
    AxisWeights axis;
    axis.stride = 2 * static_cast<int>(std::ceil(support)) + 1;
    axis.ranges.resize(static_cast<std::size_t>(to));
    axis.weights.resize(static_cast<std::size_t>(to) * axis.stride);
    for (int out = 0; out < to; ++out) {
        const double centre = (out + 0.5) * scale;
        const int first = std::max(0, static_cast<int>(centre - support + 0.5));
        const int end = std::min(from, static_cast<int>(centre + support + 0.5));
        axis.ranges[static_cast<std::size_t>(out)] = {first, end - first};
        float* weights = &axis.weights[static_cast<std::size_t>(out) * axis.stride];
        double sum = 0.0;
        for (int in = first; in < end; ++in) {
            const double weight = std::max(0.0, 1.0 - std::abs((in + 0.5 - centre) / support));
            weights[in - first] = static_cast<float>(weight);
            sum += weight;
        }
        for (int i = 0; i < end - first; ++i)
            weights[i] = static_cast<float>(weights[i] / sum);
    }
    return axis;
}

// One row of the image, (box.width, channels), to (width, channels).
void resize_row(const std::uint8_t* in, const AxisWeights& axis, int channels, float* out) {
    for (std::size_t x = 0; x < axis.ranges.size(); ++x) {
        const auto [first, count] = axis.ranges[x];
        const float* weights = &axis.weights[x * axis.stride];
        float sums[3] = {0, 0, 0};
        const std::uint8_t* pixel = in + static_cast<std::ptrdiff_t>(first) * channels;
        for (int i = 0; i < count; ++i) {
            for (int c = 0; c < channels; ++c)
                sums[c] += weights[i] * pixel[c];
            pixel += channels;
        }
        for (int c = 0; c < channels; ++c)
            out[x * channels + c] = sums[c];
    }
}

std::uint8_t rounded(float value) {
    return static_cast<std::uint8_t>(std::clamp(std::floor(value + 0.5F), 0.0F, 255.0F));
}

}  // namespace

CropBox centre_square(const ImageU8& image) {
    const int side = std::min(image.width, image.height);
    return {(image.width - side) / 2, (image.height - side) / 2, side, side};
}

ImageU8 resize(const ImageU8& image, const CropBox& box, int width, int height) {
    ZSCOPE_CHECK(image.channels >= 1 && image.channels <= 3 && width > 0 && height > 0 &&
                     box.width > 0 && box.height > 0 && box.left >= 0 && box.top >= 0 &&
                     box.left + box.width <= image.width && box.top + box.height <= image.height,
                 "{}×{}×{} to {}×{}", image.width, image.height, image.channels, width, height);
    const int channels = image.channels;
    const AxisWeights across = triangle_weights(box.width, width);
    const AxisWeights down = triangle_weights(box.height, height);
    const std::size_t in_row = static_cast<std::size_t>(image.width) * channels;
    const std::size_t out_row = static_cast<std::size_t>(width) * channels;

    std::vector<float> rows(out_row * box.height);  // resized across, not yet down
    for (int y = 0; y < box.height; ++y) {
        const std::size_t first =
            in_row * (box.top + y) + static_cast<std::size_t>(box.left) * channels;
        resize_row(&image.pixels[first], across, channels, &rows[out_row * y]);
    }
    ImageU8 result{width, height, channels, std::vector<std::uint8_t>(out_row * height)};
    std::vector<float> sums(out_row);
    for (int y = 0; y < height; ++y) {
        const auto [first, count] = down.ranges[static_cast<std::size_t>(y)];
        std::fill(sums.begin(), sums.end(), 0.0F);
        for (int i = 0; i < count; ++i) {
            const float weight = down.weights[static_cast<std::size_t>(y) * down.stride + i];
            const float* row = &rows[out_row * (first + i)];
            for (std::size_t x = 0; x < out_row; ++x)
                sums[x] += weight * row[x];
        }
        std::transform(sums.begin(), sums.end(), &result.pixels[out_row * y], rounded);
    }
    return result;
}

ImageU8 with_channels(ImageU8 image, int channels) {
    ZSCOPE_CHECK((channels == 1 || channels == 3) && (image.channels == 1 || image.channels == 3),
                 "{} to {}", image.channels, channels);
    if (image.channels == channels) return image;
    const std::size_t count = image.pixels.size() / image.channels;
    std::vector<std::uint8_t> pixels(count * channels);
    for (std::size_t i = 0; i < count; ++i) {
        if (channels == 3) {
            std::fill_n(&pixels[3 * i], 3, image.pixels[i]);
            continue;
        }
        const std::uint8_t* rgb = &image.pixels[3 * i];
        // 0.299 R + 0.587 G + 0.114 B in 16 bits, rounded; the factors sum to 65536.
        const unsigned luma = 19595U * rgb[0] + 38470U * rgb[1] + 7471U * rgb[2] + 32768U;
        pixels[i] = static_cast<std::uint8_t>(luma >> 16);
    }
    image.channels = channels;
    image.pixels = std::move(pixels);
    return image;
}

Crop crop_of(std::string_view word) {
    ZSCOPE_CHECK(word == "center" || word == "squash", "crop {}", word);
    return word == "center" ? Crop::center : Crop::squash;
}

void prepare_image(const ImageU8& image, int size, int channels, std::span<std::uint8_t> out,
                   Crop crop) {
    const CropBox box =
        crop == Crop::center ? centre_square(image) : CropBox{0, 0, image.width, image.height};
    const ImageU8 small = with_channels(resize(image, box, size, size), channels);
    ZSCOPE_CHECK(out.size() == small.pixels.size(), "{} against {}", out.size(),
                 small.pixels.size());
    std::copy(small.pixels.begin(), small.pixels.end(), out.begin());
}

}  // namespace zscope
