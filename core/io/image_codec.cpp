// SPDX-License-Identifier: MIT
#include "core/io/image_codec.h"

#include "core/io/codecs/stb_configuration.h"

#include <stb_image_write.h>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/codecs/codec.h"
#include "core/io/file_write.h"

namespace zscope {

void check_image_size(std::int64_t width, std::int64_t height) {
    if (width <= 0 || height <= 0) fail("its header is damaged: {}×{} pixels", width, height);
    if (width > kMaxImageSide || height > kMaxImageSide || width * height > kMaxImagePixels) {
        fail("{}×{} pixels are more than the {} a side that are read", width, height,
             kMaxImageSide);
    }
}

ImageU8 flatten_onto_white(std::span<const std::uint8_t> pixels, int width, int height,
                           int components) {
    const bool alpha = components == 2 || components == 4;
    const auto all = static_cast<std::size_t>(components);
    const std::size_t colours = all - (alpha ? 1U : 0U);
    const auto count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    ZSCOPE_CHECK(components >= 1 && components <= 4 && pixels.size() == count * all,
                 "{}×{}, {} components, {} bytes", width, height, components, pixels.size());
    ImageU8 image{width, height, static_cast<int>(colours), {}};
    if (!alpha) {
        image.pixels.assign(pixels.begin(), pixels.end());
        return image;
    }
    image.pixels.resize(count * colours);
    for (std::size_t i = 0; i < count; ++i) {
        const unsigned opacity = pixels[i * all + colours];
        for (std::size_t c = 0; c < colours; ++c) {
            const unsigned sum = pixels[i * all + c] * opacity + 255U * (255U - opacity);
            image.pixels[i * colours + c] = static_cast<std::uint8_t>((sum + 127U) / 255U);
        }
    }
    return image;
}

ImageU8 decode_by_content(std::span<const std::byte> file) {
    if (file.empty()) fail("the file is empty");
    if (file.size() > kMaxImageFileBytes) {
        fail("the file is larger than the {} MiB that are read", kMaxImageFileBytes >> 20);
    }
    const SniffedImage sniffed = sniff_image(file.first(std::min(file.size(), kSniffBytes)));
    switch (sniffed.kind) {
        case ImageKind::png:
            return decode_png(file);
        case ImageKind::bmp:
            return decode_bmp(file);
        case ImageKind::jpeg:
            return decode_jpeg(file);
        case ImageKind::webp:
            return decode_webp(file);
        case ImageKind::other:
            fail("a {} file: only PNG, JPEG, BMP and WebP are read", sniffed.name);
        case ImageKind::none:
            break;
    }
    fail("its content is not a PNG, JPEG, BMP or WebP image");
}

ImageU8 decode_image(std::span<const std::byte> file, std::string_view source) {
    try {
        return decode_by_content(file);
    } catch (const Error& error) {
        fail("{}: {}", source, error.what());
    } catch (const std::bad_alloc&) {
        fail("{}: not enough memory to decode it", source);
    }
}

namespace {

std::vector<std::uint8_t> encode(const std::vector<std::uint8_t>& pixels, int width, int height,
                                 int channels) {
    const auto bytes = std::int64_t{width} * height * channels;
    ZSCOPE_CHECK(width > 0 && height > 0 && static_cast<std::int64_t>(pixels.size()) == bytes,
                 "{}×{}×{} and {} bytes", width, height, channels, pixels.size());
    // stb counts in int, filter bytes included.
    if (bytes + height > std::int64_t{1} << 30) {
        fail("a picture of {}×{} pixels is too large for a PNG file: make it smaller", width,
             height);
    }
    std::vector<std::uint8_t> file;
    const auto append = [](void* context, void* data, int size) {
        auto& out = *static_cast<std::vector<std::uint8_t>*>(context);
        const auto* first = static_cast<const std::uint8_t*>(data);
        out.insert(out.end(), first, first + size);
    };
    if (stbi_write_png_to_func(append, &file, width, height, channels, pixels.data(),
                               width * channels) == 0) {
        fail("not enough memory to write a PNG of {}×{} pixels", width, height);
    }
    return file;
}

void write_bytes(const std::filesystem::path& path, const std::vector<std::uint8_t>& bytes) {
    const std::span<const std::byte> parts[] = {std::as_bytes(std::span(bytes))};
    write_file_atomically(path, parts);
}

}  // namespace

std::vector<std::uint8_t> encode_png(const ImageRgba8& image) {
    return encode(image.pixels, image.width, image.height, 4);
}

std::vector<std::uint8_t> encode_png(const ImageU8& image) {
    return encode(image.pixels, image.width, image.height, image.channels);
}

void write_png(const std::filesystem::path& path, const ImageRgba8& image) {
    write_bytes(path, encode_png(image));
}

void write_png(const std::filesystem::path& path, const ImageU8& image) {
    write_bytes(path, encode_png(image));
}

}  // namespace zscope
