// SPDX-License-Identifier: MIT
#include "core/io/photo.h"

#include <exception>
#include <vector>

#include "core/io/codecs/codec.h"
#include "core/io/file_write.h"
#include "core/io/image_codec.h"
#include "core/io/resize.h"

namespace zscope {

bool is_image_file(const std::filesystem::path& path) {
    try {
        return sniff_image(read_file_begin(path, kSniffBytes)).kind != ImageKind::none;
    } catch (const std::exception&) {
        return false;
    }
}

ImageU8 read_photo(const std::filesystem::path& path, std::int64_t size, std::int64_t channels) {
    const ImageU8 image = decode_image(read_file(path, kMaxImageFileBytes), path.string());
    const auto side = static_cast<int>(size);
    ImageU8 photo{side, side, static_cast<int>(channels), {}};
    photo.pixels.resize(static_cast<std::size_t>(size * size * channels));
    prepare_image(image, side, photo.channels, photo.pixels);
    return photo;
}

}  // namespace zscope
