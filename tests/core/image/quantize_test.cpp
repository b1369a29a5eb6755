// SPDX-License-Identifier: MIT
#include "core/image/quantize.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

using zscope::ClipPalette;
using zscope::ImageRgba8;

namespace {

using Frames = std::vector<std::shared_ptr<const ImageRgba8>>;

template <class Colour>
std::shared_ptr<const ImageRgba8> frame(int side, Colour colour) {
    ImageRgba8 image{side, side, {}};
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const auto [r, g, b] = colour(x, y);
            for (const int value : {r, g, b, 255})
                image.pixels.push_back(static_cast<std::uint8_t>(value));
        }
    }
    return std::make_shared<const ImageRgba8>(std::move(image));
}

double mean_error(const ClipPalette& palette, const ImageRgba8& image) {
    const auto indices = palette.indices(image);
    double sum = 0.0;
    for (std::size_t i = 0; i < indices.size(); ++i) {
        for (std::size_t c = 0; c < 3; ++c)
            sum += std::abs(palette.colours()[indices[i]][c] - int{image.pixels[4 * i + c]});
    }
    return sum / static_cast<double>(3 * indices.size());
}

}  // namespace

TEST_CASE("up to 256 colours of a clip are kept exactly, whichever frame they are in") {
    const Frames frames = {frame(16,
                                 [](int x, int y) {
                                     return std::array{16 * y + x, 16 * y + x, 16 * y + x};
                                 }),
                           frame(16, [](int x, int) {
                               return std::array{17 * x, 17 * x, 17 * x};
                           })};
    const ClipPalette palette(frames);
    CHECK(palette.colours().size() == 256);
    for (const auto& image : frames)
        CHECK(mean_error(palette, *image) == 0.0);
}

TEST_CASE("more colours than 256 are brought to 256, near to what they were") {
    // A smooth square of two channels: 4,096 colours. 256 squares of 16 × 16 levels each would be
    // off by 4 levels a channel on average, the third channel by none: 2.7 in the mean of three.
    const Frames frames = {frame(64, [](int x, int y) { return std::array{4 * x, 4 * y, 128}; })};
    const ClipPalette palette(frames);
    CHECK(palette.colours().size() == 256);
    CHECK(mean_error(palette, *frames[0]) < 3.2);
    CHECK(std::set(palette.colours().begin(), palette.colours().end()).size() == 256);
}

TEST_CASE("one palette for all frames: a part that stands still keeps its colours") {
    const auto scene = [](int shade) {
        return [shade](int x, int y) {
            return x < 32 ? std::array{4 * x, 4 * y, 60} : std::array{3 * x, shade, 4 * y};
        };
    };
    const Frames frames = {frame(64, scene(0)), frame(64, scene(90)), frame(64, scene(200))};
    const ClipPalette palette(frames);
    const auto first = palette.indices(*frames[0]), last = palette.indices(*frames[2]);
    std::size_t moved = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (i % 64 < 32) REQUIRE(first[i] == last[i]);
        if (i % 64 >= 32) moved += first[i] != last[i];
    }
    CHECK(moved == 32 * 64);
    CHECK(ClipPalette(frames).colours() == palette.colours());
}

TEST_CASE("one colour is a palette") {
    const Frames frames = {frame(4, [](int, int) { return std::array{1, 2, 3}; })};
    CHECK(ClipPalette(frames).colours() == std::vector<std::array<std::uint8_t, 3>>{{1, 2, 3}});
}
