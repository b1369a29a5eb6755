// SPDX-License-Identifier: MIT
#include <webp/encode.h>
#include <webp/mux.h>

#include <cmath>
#include <memory>

#include "core/base/error.h"
#include "core/io/clips/clip.h"
#include "core/io/clips/clip_text.h"

namespace zscope {

namespace {

// Of 0 (fast) … 9 (small): at 2 files are nearly as small, in a fraction of the time.
constexpr int kEffort = 2;

struct FreeEncoder {
    void operator()(WebPAnimEncoder* encoder) const { WebPAnimEncoderDelete(encoder); }
};
struct FreeMux {
    void operator()(WebPMux* mux) const { WebPMuxDelete(mux); }
};
using Encoder = std::unique_ptr<WebPAnimEncoder, FreeEncoder>;

class Picture {
  public:
    explicit Picture(const ImageRgba8& image) {
        const bool ready = WebPPictureInit(&picture_) != 0;
        picture_.use_argb = 1;
        picture_.width = image.width;
        picture_.height = image.height;
        if (!ready || WebPPictureImportRGBX(&picture_, image.pixels.data(), 4 * image.width) == 0)
            fail("not enough memory for a frame of a WebP");
    }
    ~Picture() { WebPPictureFree(&picture_); }
    Picture(const Picture&) = delete;
    Picture& operator=(const Picture&) = delete;
    WebPPicture* get() { return &picture_; }

  private:
    WebPPicture picture_{};
};

class Assembled {
  public:
    Assembled() { WebPDataInit(&data_); }
    ~Assembled() { WebPDataClear(&data_); }
    Assembled(const Assembled&) = delete;
    Assembled& operator=(const Assembled&) = delete;
    WebPData* get() { return &data_; }
    std::vector<std::uint8_t> bytes() const { return {data_.bytes, data_.bytes + data_.size}; }

  private:
    WebPData data_{};
};

void must(const Encoder& encoder, int result) {
    if (result == 0) fail("cannot make the WebP: {}", WebPAnimEncoderGetError(encoder.get()));
}

// The text as a chunk of its own, which other programs step over (WebP container specification,
// "Unknown Chunks").
std::vector<std::uint8_t> with_text(Assembled& file, const std::string& text) {
    const std::unique_ptr<WebPMux, FreeMux> mux(WebPMuxCreate(file.get(), 0));
    const WebPData chunk{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    Assembled result;
    if (!mux || WebPMuxSetChunk(mux.get(), kWebpChunk, &chunk, 0) != WEBP_MUX_OK ||
        WebPMuxAssemble(mux.get(), result.get()) != WEBP_MUX_OK) {
        fail("cannot put the recipe into the WebP");
    }
    return result.bytes();
}

// When a frame begins, in 1/1000 s.
int begins_ms(std::size_t frame, double fps) {
    return static_cast<int>(std::lround(1000.0 * static_cast<double>(frame) / fps));
}

}  // namespace

std::vector<std::uint8_t> encode_webp(const Clip& clip, const ClipProgress& progress) {
    check_clip(clip);
    WebPAnimEncoderOptions options;
    WebPConfig config;
    if (WebPAnimEncoderOptionsInit(&options) == 0 || WebPConfigInit(&config) == 0 ||
        WebPConfigLosslessPreset(&config, kEffort) == 0) {
        fail("the WebP library is of another version than its headers");
    }
    options.anim_params.loop_count = 0;  // for ever
    const Encoder encoder(WebPAnimEncoderNew(clip.frames[0]->width * clip.scale,
                                             clip.frames[0]->height * clip.scale, &options));
    if (!encoder) fail("not enough memory to make a WebP");
    const std::size_t count = clip.frames.size();
    for (std::size_t i = 0; i < count; ++i) {
        Picture picture(scaled_frame(clip, i));
        must(encoder,
             WebPAnimEncoderAdd(encoder.get(), picture.get(), begins_ms(i, clip.fps), &config));
        report_frame(progress, i + 1, count);
    }
    // The end of the last frame.
    must(encoder, WebPAnimEncoderAdd(encoder.get(), nullptr, begins_ms(count, clip.fps), nullptr));
    Assembled assembled;
    must(encoder, WebPAnimEncoderAssemble(encoder.get(), assembled.get()));
    return clip.recipes.whole.empty() ? assembled.bytes()
                                      : with_text(assembled, clip.recipes.whole);
}

}  // namespace zscope
