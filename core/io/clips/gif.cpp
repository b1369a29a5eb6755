// SPDX-License-Identifier: MIT
#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "core/base/error.h"
#include "core/image/quantize.h"
#include "core/io/clips/clip.h"
#include "core/io/clips/clip_text.h"

namespace zscope {

namespace {

int append(GifFileType* gif, const GifByteType* bytes, int count) {
    auto& out = *static_cast<std::vector<std::uint8_t>*>(gif->UserData);
    out.insert(out.end(), bytes, bytes + count);
    return count;
}

struct CloseGif {
    void operator()(GifFileType* gif) const {
        int ignored = 0;
        EGifCloseFile(gif, &ignored);
    }
};
using GifWriter = std::unique_ptr<GifFileType, CloseGif>;

struct FreeMap {
    void operator()(ColorMapObject* map) const { GifFreeMapObject(map); }
};

void must(const GifWriter& gif, int result) {
    if (result != GIF_ERROR) return;
    const char* reason = GifErrorString(gif->Error);
    fail("cannot make the GIF: {}", reason == nullptr ? "no reason given" : reason);
}

// GIF's tables have a power of two entries, at least two.
std::unique_ptr<ColorMapObject, FreeMap> colour_map(const ClipPalette& palette) {
    int size = 2;
    while (size < static_cast<int>(palette.colours().size()))
        size *= 2;
    std::unique_ptr<ColorMapObject, FreeMap> map(GifMakeMapObject(size, nullptr));
    if (!map) fail("not enough memory for the colours of a GIF");
    std::fill_n(map->Colors, size, GifColorType{0, 0, 0});
    for (std::size_t i = 0; i < palette.colours().size(); ++i) {
        const auto& colour = palette.colours()[i];
        map->Colors[i] = {colour[0], colour[1], colour[2]};
    }
    return map;
}

// Netscape's extension: 0 times means for ever.
void put_endless(const GifWriter& gif) {
    constexpr std::array<GifByteType, 3> kTimes = {1, 0, 0};
    must(gif, EGifPutExtensionLeader(gif.get(), APPLICATION_EXT_FUNC_CODE));
    must(gif, EGifPutExtensionBlock(gif.get(), 11, "NETSCAPE2.0"));
    must(gif, EGifPutExtensionBlock(gif.get(), static_cast<int>(kTimes.size()), kTimes.data()));
    must(gif, EGifPutExtensionTrailer(gif.get()));
}

// Whole 1/100 s from frame to frame, so that the sum never drifts from index/fps.
int delay(std::size_t index, double fps) {
    const auto at = [fps](std::size_t frame) {
        return std::lround(100.0 * static_cast<double>(frame) / fps);
    };
    return static_cast<int>(std::clamp(at(index + 1) - at(index), 1L, 65'535L));
}

void put_frame(const GifWriter& gif, const Clip& clip, const ClipPalette& palette,
               std::size_t index) {
    const GraphicsControlBlock control{DISPOSE_DO_NOT, false, delay(index, clip.fps),
                                       NO_TRANSPARENT_COLOR};
    std::array<GifByteType, 4> bytes{};
    EGifGCBToExtension(&control, bytes.data());
    must(gif, EGifPutExtension(gif.get(), GRAPHICS_EXT_FUNC_CODE, static_cast<int>(bytes.size()),
                               bytes.data()));
    const ImageRgba8 frame = scaled_frame(clip, index);
    must(gif, EGifPutImageDesc(gif.get(), 0, 0, frame.width, frame.height, false, nullptr));
    std::vector<std::uint8_t> indices = palette.indices(frame);
    for (int y = 0; y < frame.height; ++y) {
        GifPixelType* row =
            indices.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(frame.width);
        must(gif, EGifPutLine(gif.get(), row, frame.width));
    }
}

}  // namespace

std::vector<std::uint8_t> encode_gif(const Clip& clip, const ClipProgress& progress) {
    check_clip(clip);
    std::vector<std::uint8_t> bytes;
    int error = 0;
    GifWriter gif(EGifOpen(&bytes, append, &error));
    if (!gif) fail("not enough memory to make a GIF");
    const ClipPalette palette(clip.frames);
    const auto map = colour_map(palette);
    EGifSetGifVersion(gif.get(), true);
    must(gif, EGifPutScreenDesc(gif.get(), clip.frames[0]->width * clip.scale,
                                clip.frames[0]->height * clip.scale, 8, 0, map.get()));
    put_endless(gif);
    if (!clip.recipes.whole.empty())
        must(gif, EGifPutComment(gif.get(), with_clip_keyword(clip.recipes.whole).c_str()));
    for (std::size_t i = 0; i < clip.frames.size(); ++i) {
        put_frame(gif, clip, palette, i);
        report_frame(progress, i + 1, clip.frames.size());
    }
    if (EGifCloseFile(gif.release(), &error) == GIF_ERROR) fail("cannot finish the GIF");
    return bytes;
}

}  // namespace zscope
