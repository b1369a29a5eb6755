// SPDX-License-Identifier: MIT
#include <webp/decode.h>

#include <memory>

#include "core/base/error.h"
#include "core/io/codecs/codec.h"

namespace zscope {

namespace {

struct WebPRelease {
    void operator()(std::uint8_t* pixels) const { WebPFree(pixels); }
};

}  // namespace

ImageU8 decode_webp(std::span<const std::byte> file) {
    WebPBitstreamFeatures features;
    const VP8StatusCode status = WebPGetFeatures(as_unsigned(file), file.size(), &features);
    if (status == VP8_STATUS_NOT_ENOUGH_DATA) fail("the file ends early");
    if (status != VP8_STATUS_OK) fail("its header is damaged");
    check_image_size(features.width, features.height);
    if (features.has_animation != 0) {
        fail("an animated WebP file is not read: save one of its pictures instead");
    }
    const bool alpha = features.has_alpha != 0;
    const auto decode = alpha ? WebPDecodeRGBA : WebPDecodeRGB;
    const std::unique_ptr<std::uint8_t, WebPRelease> pixels(
        decode(as_unsigned(file), file.size(), nullptr, nullptr));
    if (!pixels) fail("the data are damaged or the file ends early");
    const int components = alpha ? 4 : 3;
    const auto count =
        static_cast<std::size_t>(features.width) * static_cast<std::size_t>(features.height);
    return flatten_onto_white({pixels.get(), count * static_cast<std::size_t>(components)},
                              features.width, features.height, components);
}

}  // namespace zscope
