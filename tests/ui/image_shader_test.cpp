// SPDX-License-Identifier: MIT
// Enlarged images, as the graphics driver draws them.
#include "ui/gl/image_shader.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <vector>

#include "app/window/window.h"

using namespace zscope;
using namespace zscope::app;
using namespace zscope::ui;

namespace {

using Pixel = std::array<int, 3>;

Pixel pixel(const ImageRgba8& image, int x, int y) {
    const std::uint8_t* at = image.pixels.data() + std::size_t{4} * (y * image.width + x);
    return {at[0], at[1], at[2]};
}

std::shared_ptr<const ImageRgba8> tile_of(int side, const std::vector<Pixel>& pixels) {
    auto image = std::make_shared<ImageRgba8>();
    image->width = image->height = side;
    for (const Pixel& value : pixels) {
        for (const int level : value)
            image->pixels.push_back(static_cast<std::uint8_t>(level));
        image->pixels.push_back(255);
    }
    return image;
}

const std::vector<Pixel> kFour = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 0}};

// An atlas of white, the image, white: what bleeds in from a neighbour is seen.
struct Stage {
    Stage() : window({.width = 640, .height = 480, .hidden = true}) {}
    ImageRgba8 draw(const std::shared_ptr<const ImageRgba8>& image, bool smooth, ImVec2 low,
                    ImVec2 high) {
        const std::vector<Pixel> blank(image->pixels.size() / 4, Pixel{255, 255, 255});
        const auto white = tile_of(image->width, blank);
        atlas.emplace();
        atlas->update(std::vector<std::shared_ptr<const ImageRgba8>>{white, image, white});
        atlas->set_smooth(smooth);
        ImageRgba8 picture;
        for (int frame = 0; frame < 2; ++frame) {
            window.begin_frame(ImVec2(640, 480));
            ImDrawList& list = *ImGui::GetForegroundDrawList();
            list.AddRectFilled(ImVec2(0, 0), ImVec2(640, 480), IM_COL32(10, 20, 30, 255));
            draw_tile(list, *atlas, 1, low, high);
            list.AddRectFilled(ImVec2(600, 440), ImVec2(640, 480), IM_COL32(40, 50, 60, 255));
            picture = window.draw_picture();
        }
        CHECK(ImageShader::error() == "");
        CHECK(pixel(picture, 620, 460) == Pixel{40, 50, 60});  // ImGui's own shader is back
        CHECK(pixel(picture, static_cast<int>(low.x) - 1, 120) == Pixel{10, 20, 30});
        return picture;
    }
    Window window;
    std::optional<TileAtlas> atlas;
};

}  // namespace

TEST_CASE("enlarged eight times, every texel is eight pixels of exactly its colour") {
    Stage stage;
    const ImageRgba8 picture = stage.draw(tile_of(2, kFour), false, {100, 112}, {116, 128});
    for (int y = 0; y < 16; ++y) {
        for (int x = 0; x < 16; ++x) {
            CAPTURE(x);
            CAPTURE(y);
            CHECK(pixel(picture, 100 + x, 112 + y) == kFour[std::size_t(x / 8 + 2 * (y / 8))]);
        }
    }
    CHECK(pixel(picture, 116, 120) == Pixel{10, 20, 30});
}

TEST_CASE("texel-exact at every whole multiple, wherever the image lies") {
    std::vector<Pixel> board;
    for (int i = 0; i < 49; ++i)
        board.push_back(i % 2 == 0 ? Pixel{0, 0, 0} : Pixel{255, 255, 255});
    Stage stage;
    for (const int scale : {1, 3, 13, 50}) {
        CAPTURE(scale);
        const auto side = static_cast<float>(7 * scale);
        const ImageRgba8 picture =
            stage.draw(tile_of(7, board), false, {217, 61}, {217 + side, 61 + side});
        int wrong = 0;
        for (int y = 0; y < 7 * scale; ++y) {
            for (int x = 0; x < 7 * scale; ++x) {
                const Pixel& texel = board[std::size_t(x / scale + 7 * (y / scale))];
                wrong += pixel(picture, 217 + x, 61 + y) == texel ? 0 : 1;
            }
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("an edge between pixels is as soft as one pixel, and no softer") {
    Stage stage;
    // 2 texels over 15 pixels: the edge cuts pixel 7 in the middle.
    const ImageRgba8 picture = stage.draw(tile_of(2, kFour), false, {100, 112}, {115, 127});
    for (int x = 0; x < 7; ++x)
        CHECK(pixel(picture, 100 + x, 113) == kFour[0]);
    for (int x = 8; x < 15; ++x)
        CHECK(pixel(picture, 100 + x, 113) == kFour[1]);
    const Pixel edge = pixel(picture, 107, 113);
    CHECK(std::abs(edge[0] - 128) <= 1);
    CHECK(std::abs(edge[1] - 128) <= 1);
}

TEST_CASE("smooth is Catmull-Rom's bicubic, and keeps to its tile") {
    const std::vector<int> levels = {0, 40, 200, 90};
    std::vector<Pixel> columns;
    for (int i = 0; i < 16; ++i) {
        const int level = levels[std::size_t(i % 4)];
        columns.push_back({level, level, level});
    }
    Stage stage;
    constexpr int kScale = 16;
    const ImageRgba8 picture = stage.draw(tile_of(4, columns), true, {100, 112}, {164, 176});
    const auto level = [&](int i) {
        return static_cast<double>(levels[std::size_t(std::clamp(i, 0, 3))]);
    };
    for (int x = 0; x < 4 * kScale; ++x) {
        // The spline's usual form: p1 + ½t(p2 − p0 + t(2p0 − 5p1 + 4p2 − p3 + t(3(p1 − p2) + p3 −
        // p0)))
        const double place = (x + 0.5) / kScale - 0.5;
        const int from = static_cast<int>(std::floor(place));
        const double t = place - from;
        const double p0 = level(from - 1), p1 = level(from), p2 = level(from + 1),
                     p3 = level(from + 2);
        const double value =
            p1 +
            0.5 * t *
                (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));
        CAPTURE(x);
        CHECK(std::abs(pixel(picture, 100 + x, 140)[0] - std::clamp(value, 0.0, 255.0)) <= 1.0);
    }
}

TEST_CASE("made smaller, a pixel is the mean of what it covers") {
    std::vector<Pixel> board;
    for (int i = 0; i < 64; ++i)
        board.push_back((i + i / 8) % 2 == 0 ? Pixel{0, 0, 0} : Pixel{200, 100, 50});
    Stage stage;
    for (const bool smooth : {false, true}) {
        const ImageRgba8 picture = stage.draw(tile_of(8, board), smooth, {100, 118}, {104, 122});
        for (int x = 0; x < 4; ++x)
            CHECK(pixel(picture, 100 + x, 120) == Pixel{100, 50, 25});
    }
}
