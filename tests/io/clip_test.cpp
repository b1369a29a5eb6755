// SPDX-License-Identifier: MIT
#include "core/io/clips/clip.h"

#include <doctest/doctest.h>
#include <gif_lib.h>
#include <webp/demux.h>

#include <cstdlib>
#include <cstring>
#include <fstream>

#include "core/base/error.h"
#include "core/io/clips/clip_text.h"
#include "core/io/file_write.h"
#include "core/io/image_codec.h"
#include "core/io/recipe_file.h"
#include "tests/temp_folder.h"

using zscope::Clip;
using zscope::ClipFormat;
using zscope::ImageRgba8;

namespace {

// A square that moves over a shade; `colours` different frames have few or many colours in all.
Clip moving_clip(std::size_t count, bool colourful, double fps = 25.0, int scale = 1) {
    Clip clip{{}, fps, scale};
    for (std::size_t f = 0; f < count; ++f) {
        ImageRgba8 image{24, 20, {}};
        for (std::size_t y = 0; y < 20; ++y) {
            for (std::size_t x = 0; x < 24; ++x) {
                const bool inside = x >= f && x < f + 5 && y > 8;
                const std::size_t red = inside ? 250 : 10 * x;
                const std::size_t blue = colourful ? 12 * y + f : 0;
                for (const std::size_t value : {red, red / 2, blue, std::size_t{255}})
                    image.pixels.push_back(static_cast<std::uint8_t>(value));
            }
        }
        clip.frames.push_back(std::make_shared<const ImageRgba8>(std::move(image)));
    }
    return clip;
}

struct Source {
    const std::vector<std::uint8_t>& bytes;
    std::size_t at = 0;
};

int take(GifFileType* gif, GifByteType* target, int count) {
    auto& source = *static_cast<Source*>(gif->UserData);
    const std::size_t left = std::min(source.bytes.size() - source.at, std::size_t(count));
    std::memcpy(target, source.bytes.data() + source.at, left);
    source.at += left;
    return static_cast<int>(left);
}

struct ReadClip {
    std::vector<std::vector<std::uint8_t>> rgb;
    std::vector<int> times;  // of each frame, as the format counts
    int width = 0, height = 0;
    bool endless = false;
};

// By giflib's own reader.
ReadClip read_gif(const std::vector<std::uint8_t>& bytes) {
    Source source{bytes};
    int error = 0;
    GifFileType* gif = DGifOpen(&source, take, &error);
    REQUIRE(gif != nullptr);
    REQUIRE(DGifSlurp(gif) == GIF_OK);
    ReadClip clip{{}, {}, gif->SWidth, gif->SHeight};
    for (int i = 0; i < gif->ImageCount; ++i) {
        const SavedImage& image = gif->SavedImages[i];
        CHECK(image.ImageDesc.ColorMap == nullptr);  // one palette for the whole clip
        GraphicsControlBlock control;
        REQUIRE(DGifSavedExtensionToGCB(gif, i, &control) == GIF_OK);
        clip.times.push_back(control.DelayTime);
        auto& rgb = clip.rgb.emplace_back();
        for (int p = 0; p < gif->SWidth * gif->SHeight; ++p) {
            const GifColorType& colour = gif->SColorMap->Colors[image.RasterBits[p]];
            rgb.insert(rgb.end(), {colour.Red, colour.Green, colour.Blue});
        }
    }
    const std::string text(bytes.begin(), bytes.end());
    clip.endless = text.find(std::string("NETSCAPE2.0\x03\x01\x00\x00\x00", 16)) != text.npos;
    DGifCloseFile(gif, &error);
    return clip;
}

// By libwebp's own reader.
ReadClip read_webp(const std::vector<std::uint8_t>& bytes) {
    const WebPData data{bytes.data(), bytes.size()};
    WebPAnimDecoder* decoder = WebPAnimDecoderNew(&data, nullptr);
    REQUIRE(decoder != nullptr);
    WebPAnimInfo info;
    REQUIRE(WebPAnimDecoderGetInfo(decoder, &info) != 0);
    ReadClip clip{{}, {}, int(info.canvas_width), int(info.canvas_height), info.loop_count == 0};
    while (WebPAnimDecoderHasMoreFrames(decoder) != 0) {
        std::uint8_t* pixels = nullptr;
        int end = 0;
        REQUIRE(WebPAnimDecoderGetNext(decoder, &pixels, &end) != 0);
        clip.times.push_back(end);
        auto& rgb = clip.rgb.emplace_back();
        for (int p = 0; p < clip.width * clip.height; ++p)
            rgb.insert(rgb.end(), pixels + 4 * p, pixels + 4 * p + 3);
    }
    WebPAnimDecoderDelete(decoder);
    return clip;
}

std::vector<std::uint8_t> rgb_of(const ImageRgba8& image) {
    std::vector<std::uint8_t> rgb;
    for (std::size_t i = 0; i < image.pixels.size(); i += 4)
        rgb.insert(rgb.end(), image.pixels.data() + i, image.pixels.data() + i + 3);
    return rgb;
}

// A PATH for a while.
class OwnPath {
  public:
    explicit OwnPath(const std::filesystem::path& folder) : before_(std::getenv("PATH")) {
        ::setenv("PATH", folder.c_str(), 1);
    }
    ~OwnPath() { ::setenv("PATH", before_.c_str(), 1); }

  private:
    std::string before_;
};

void make_ffmpeg(const std::filesystem::path& folder, const std::string& script) {
    std::ofstream(folder / "ffmpeg") << "#!/bin/sh\n" << script << "\n";
    std::filesystem::permissions(folder / "ffmpeg", std::filesystem::perms::owner_all);
}

}  // namespace

TEST_CASE("a GIF of few colours is exact, endless, and as long as it should be") {
    const Clip clip = moving_clip(7, false, 30.0);
    const ReadClip read = read_gif(zscope::encode_gif(clip));
    CHECK(read.width == 24);
    CHECK(read.height == 20);
    CHECK(read.endless);
    REQUIRE(read.rgb.size() == 7);
    for (std::size_t i = 0; i < 7; ++i)
        CHECK(read.rgb[i] == rgb_of(*clip.frames[i]));
    // 1/30 s is 3.33 hundredths: 3, 4, 3, … without drift.
    CHECK(read.times == std::vector<int>{3, 4, 3, 3, 4, 3, 3});
}

TEST_CASE("a GIF of many colours is near, and enlarged pixel by pixel") {
    const Clip clip = moving_clip(5, true, 10.0, 3);
    const ReadClip read = read_gif(zscope::encode_gif(clip));
    CHECK(read.width == 72);
    CHECK(read.height == 60);
    REQUIRE(read.rgb.size() == 5);
    double sum = 0.0;
    for (std::size_t y = 0; y < 60; ++y) {
        for (std::size_t x = 0; x < 72; ++x) {
            for (std::size_t c = 0; c < 3; ++c) {
                const auto& frame = *clip.frames[2];
                sum += std::abs(read.rgb[2][3 * (72 * y + x) + c] -
                                frame.pixels[4 * (24 * (y / 3) + x / 3) + c]);
            }
        }
    }
    CHECK(sum / (60 * 72 * 3) < 4.0);
}

TEST_CASE("an animated WebP has the pixels as they are and the time of each frame") {
    const Clip clip = moving_clip(6, true, 30.0);
    const ReadClip read = read_webp(zscope::encode_webp(clip));
    CHECK(read.endless);
    REQUIRE(read.rgb.size() == 6);
    for (std::size_t i = 0; i < 6; ++i)
        CHECK(read.rgb[i] == rgb_of(*clip.frames[i]));
    CHECK(read.times == std::vector<int>{33, 67, 100, 133, 167, 200});
}

TEST_CASE("a clip of one frame is a clip") {
    CHECK(read_gif(zscope::encode_gif(moving_clip(1, true))).rgb.size() == 1);
    CHECK_FALSE(zscope::encode_webp(moving_clip(1, true)).empty());
}

TEST_CASE("a clip that is stopped leaves what was there before, and nothing else") {
    const zscope::test::TempFolder folder;
    const auto path = folder.path() / "clip.gif";
    zscope::write_file_atomically(path, "before");
    const auto stop = [](double share) { return share < 0.4; };
    CHECK_THROWS_WITH_AS(zscope::write_clip(path, ClipFormat::gif, moving_clip(5, true), stop),
                         "stopped", zscope::Error);
    CHECK_THROWS_AS(zscope::write_clip(folder.path() / "clip.webp", ClipFormat::webp,
                                       moving_clip(5, true), stop),
                    zscope::Error);
    CHECK_THROWS_AS(zscope::write_frames(folder.path() / "frames", moving_clip(5, true), stop),
                    zscope::Error);
    CHECK(zscope::read_file(path, 100).size() == 6);
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path()))
        ++files;
    CHECK(files == 1);
}

TEST_CASE("frames go to a folder of their own, one PNG each") {
    const zscope::test::TempFolder folder;
    const Clip clip = moving_clip(3, true);
    zscope::write_frames(folder.path() / "deep/frames/", clip);
    for (std::size_t i = 0; i < 3; ++i) {
        const auto path = folder.path() / "deep/frames" / fmt::format("frame-{:05}.png", i);
        const auto image = zscope::decode_image(zscope::read_file(path, 1 << 20), path.string());
        CHECK(image.pixels == rgb_of(*clip.frames[i]));
    }
    CHECK_THROWS_WITH_AS(zscope::write_frames(folder.path() / "deep", clip),
                         doctest::Contains("the folder is not empty"), zscope::Error);
    std::ofstream(folder.path() / "file") << "x";
    CHECK_THROWS_WITH_AS(zscope::write_frames(folder.path() / "file", clip),
                         doctest::Contains("is not a folder"), zscope::Error);
}

TEST_CASE("a clip carries its recipe, and a frame its own, beside the same pixels") {
    const zscope::test::TempFolder folder;
    // Longer than a block of a GIF's comment (255 bytes), with what JSON has.
    zscope::Recipe recipe;
    recipe.tool = zscope::RecipeTool::walk;
    recipe.layout.fps = 25.0;
    recipe.session.walk.start = 1;
    recipe.model.name = "K\u00f6pfe";
    recipe.samples = {zscope::Sample{1, std::vector<float>(100, 0.1F), {}, {}}};
    for (const char* name : {"a.gif", "a.webp"}) {
        CAPTURE(name);
        Clip clip = moving_clip(6, true);
        const auto plain = name[2] == 'g' ? zscope::encode_gif(clip) : zscope::encode_webp(clip);
        clip.recipes.whole = zscope::recipe_text(recipe);
        const std::filesystem::path file = folder.path() / name;
        zscope::write_clip(file, *zscope::clip_format(file), clip);
        CHECK(zscope::find_recipe(file) == recipe);
        const auto bytes = zscope::read_file(file, 1 << 20);
        std::vector<std::uint8_t> same(bytes.size());
        std::memcpy(same.data(), bytes.data(), bytes.size());
        const ReadClip was = name[2] == 'g' ? read_gif(plain) : read_webp(plain);
        const ReadClip is = name[2] == 'g' ? read_gif(same) : read_webp(same);
        CHECK(is.rgb == was.rgb);
        CHECK(is.times == was.times);
        CHECK(is.endless);
        // None in it, or the file ends early: no recipe, and no Error.
        CHECK_FALSE(zscope::read_clip_text(std::as_bytes(std::span(plain))).has_value());
        for (std::size_t size = 0; size < same.size(); size += 7)
            (void)zscope::read_clip_text(std::as_bytes(std::span(same)).first(size));
    }
    Clip clip = moving_clip(3, true);
    clip.recipes.single = [&recipe](std::size_t frame) {
        zscope::Recipe single = recipe;
        single.model.name = std::to_string(frame);
        return zscope::recipe_text(single);
    };
    zscope::write_frames(folder.path() / "frames", clip);
    CHECK(zscope::read_recipe(folder.path() / "frames" / "frame-00002.png").model.name == "2");
}

TEST_CASE("what a format cannot do is said before any work") {
    CHECK(zscope::clip_format("a.gif") == ClipFormat::gif);
    CHECK(zscope::clip_format("a.b/c.webp") == ClipFormat::webp);
    CHECK_FALSE(zscope::clip_format("a.avi"));
    CHECK_THROWS_WITH_AS(
        zscope::check_clip_format(ClipFormat::gif, 60),
        "a GIF has at most 50 frames a second, not 60; take .webp or .mp4 for more", zscope::Error);
    CHECK_NOTHROW(zscope::check_clip_format(ClipFormat::webp, 60));
    Clip large = moving_clip(1, false);
    large.scale = 400;
    CHECK_THROWS_WITH_AS(zscope::encode_gif(large), doctest::Contains("take a smaller scale"),
                         zscope::Error);
}

TEST_CASE("an MP4 without ffmpeg says what to do") {
    const zscope::test::TempFolder folder;
    const OwnPath path(folder.path());
    CHECK_THROWS_WITH_AS(zscope::check_clip_format(ClipFormat::mp4, 30),
                         "an .mp4 is made by the program ffmpeg, which is not installed: install "
                         "the package ffmpeg, or write a .webp or .gif",
                         zscope::Error);
}

TEST_CASE("ffmpeg gets every byte of every frame, and its failure is told in its words") {
    const zscope::test::TempFolder folder;
    // Stands in for ffmpeg: what it reads becomes the file, the last argument. /bin/cat by its
    // path.
    make_ffmpeg(folder.path(), "for last; do :; done; /bin/cat > \"$last\"");
    const OwnPath path(folder.path());
    const Clip clip = moving_clip(40, true, 30.0, 5);
    const auto bytes = zscope::encode_mp4(clip);
    REQUIRE(bytes.size() == std::size_t{40} * 120 * 100 * 4);
    const ImageRgba8 last = zscope::scaled_frame(clip, 39);
    CHECK(std::equal(last.pixels.begin(), last.pixels.end(),
                     bytes.end() - static_cast<std::ptrdiff_t>(last.pixels.size())));
    make_ffmpeg(folder.path(), "echo 'Unknown encoder libx264' >&2; exit 1");
    CHECK_THROWS_WITH_AS(zscope::encode_mp4(clip),
                         "ffmpeg could not make the clip: Unknown encoder libx264", zscope::Error);
}
