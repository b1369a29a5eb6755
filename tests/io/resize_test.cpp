// SPDX-License-Identifier: MIT
#include "core/io/resize.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "tests/io/hex.h"

using zscope::ImageU8;

namespace {

ImageU8 pattern(int width, int height) {
    ImageU8 image{width, height, 3, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int c = 0; c < 3; ++c) {
                image.pixels.push_back(
                    static_cast<std::uint8_t>(x * x * 3 + y * 7 + c * 50 + x * y));
            }
        }
    }
    return image;
}

// Pillow 13: Image.fromarray(pattern).crop(centre square).resize((size, size), BILINEAR).tobytes()
struct Reference {
    int width, height, size;
    std::string_view pixels;
};
// clang-format off
constexpr Reference kReferences[] = {
    {37, 29, 8,
     "789aa080757585807b7a7f81858b7e848184887584827d8993a2847f7b7d85827c86817d7a7d8080"
     "82857e778a7a7b7c9a88607a7e86818185827a7d7a7f807d7687827c8987818c916b62808580887f"
     "82838188837a8780798e7f75878373827c657e817d797d867881827e817a8583748687838083867e"
     "66788980787a7d7f7d8489757e87817e7a837f827c767e877688927e7f7f7f86757b84797487837a"
     "867d7d808b86767a87959386817b79807d857589807e7e73807d838083777a8d"},
    {300, 211, 8,
     "8180817f7f80807f80807f81807f80807f81817f808084867f7d81827e827d81817e8181817e827f"
     "7e817f80818a8c80807e81807f807f7f82807f80807f8180808180808180898a7e7e817f7e807e7f"
     "817f80828180807f7f807f7e807f7d817f7e82807f817f80817e7f817e817e7f7f8081807f817f84"
     "8080818080808080807f7e817f807f808081808081817f847f7d82817f817d81827e8181807f817f"
     "7e828080817a82837f7f80807f7f807e81817f80808080808081808080817e83"},
    {6, 5, 9,
     "00326401336503356707396b0c3e701446781d4f81295b8d30629402346603356706386a0a3c6e0f"
     "417317497b2052842d5f9134669806386a07396b0a3c6e0e40721446781d4f8126588a3365973a6c"
     "9e0a3c6e0c3e700e4072134577194b7d2254862c5e90386a9c4072a40e4072104274124476184a7c"
     "1e508227598b3264963e70a24678aa12447614467816487a1c4e802355872d5f91386a9c4476a84c"
     "7eb016487a184a7c1b4d7f215385285a8c3264963d6fa14a7cae5284b61a4c7e1c4e801f51832658"
     "8a2d5f91386a9c4375a75082b4588abc1c4e801e5082225486295b8d3062943b6d9f4678aa5486b8"
     "5c8ec0"},
};
// Pillow 13: Image.fromarray(pattern(23, 23)).convert("L").tobytes()[:46]
constexpr std::string_view kLuma =
    "292c3544597495bccc685594bc7075af298cd864bc54b830343e4e6480a2ad442c66a6cf388ac540a45a7ed770d5";
// clang-format on

}  // namespace

TEST_CASE("resize: the centre square equals Pillow's antialiased resize within one level") {
    for (const Reference& reference : kReferences) {
        CAPTURE(reference.width);
        const auto expected = zscope::test::bytes_of(reference.pixels);
        std::vector<std::uint8_t> pixels(expected.size());
        zscope::prepare_image(pattern(reference.width, reference.height), reference.size, 3,
                              pixels);
        int worst = 0;
        for (std::size_t i = 0; i < pixels.size(); ++i) {
            worst = std::max(worst, std::abs(int{pixels[i]} - std::to_integer<int>(expected[i])));
        }
        CHECK(worst <= 1);
    }
}

TEST_CASE("resize: an image of the asked size passes unchanged") {
    const ImageU8 image = pattern(64, 64);
    CHECK(zscope::resize(image, zscope::centre_square(image), 64, 64) == image);
}

TEST_CASE("resize: a flat image stays flat at its borders, for any sizes") {
    for (const int from : {1, 2, 3, 65, 1000}) {
        for (const int to : {1, 32, 64, 128}) {
            const ImageU8 flat{from, 3, 1, std::vector<std::uint8_t>(3U * from, 201)};
            const ImageU8 result = zscope::resize(flat, {0, 0, from, 3}, to, to);
            CHECK(std::all_of(result.pixels.begin(), result.pixels.end(),
                              [](std::uint8_t value) { return value == 201; }));
        }
    }
}

TEST_CASE("resize: luma equals Pillow's, grey repeats") {
    const ImageU8 grey = zscope::with_channels(pattern(23, 23), 1);
    const auto expected = zscope::test::bytes_of(kLuma);
    REQUIRE(grey.pixels.size() == 23 * 23);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(int{grey.pixels[i]} == std::to_integer<int>(expected[i]));
    }
    const ImageU8 colour = zscope::with_channels(grey, 3);
    CHECK(colour.pixels[9] == grey.pixels[3]);
    CHECK(colour.pixels[11] == grey.pixels[3]);
    CHECK(zscope::with_channels(colour, 1) == grey);
}
