// SPDX-License-Identifier: MIT
#include <webp/decode.h>

#include "core/base/error.h"
#include "core/io/codecs/codec.h"

namespace zscope {

ImageU8 decode_webp(std::span<const std::byte> file) {
    WebPBitstreamFeatures features;
    const VP8StatusCode status = WebPGetFeatures(as_unsigned(file), file.size(), &features);
    if (status == VP8_STATUS_NOT_ENOUGH_DATA) fail("the file ends early");
    if (status != VP8_STATUS_OK) fail("its header is damaged");
    check_image_size(features.width, features.height);
    if (features.has_animation != 0) {
        fail("an animated WebP file is not read: save one of its pictures instead");
    }
    const int components = features.has_alpha != 0 ? 4 : 3;
    const int stride = features.width * components;
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(stride) *
                                     static_cast<std::size_t>(features.height));
    const auto decode = components == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
    if (decode(as_unsigned(file), file.size(), pixels.data(), pixels.size(), stride) == nullptr) {
        fail("the data are damaged or the file ends early");
    }
    return flatten_onto_white(pixels, features.width, features.height, components);
}

}  // namespace zscope
