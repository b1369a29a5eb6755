// SPDX-License-Identifier: MIT
#include "core/io/codecs/stb_configuration.h"

#include <stb_image.h>
#include <zlib.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "core/base/error.h"
#include "core/io/codecs/codec.h"

namespace zscope {

namespace {

struct StbFree {
    void operator()(stbi_uc* pixels) const { stbi_image_free(pixels); }
};

// stb holds the file's packed bytes, the unpacked rows and the image in at most 16-bit RGBA, with
// copies while it converts: at most 24 bytes a pixel. An 8-bit RGBA image of the largest size takes
// 512 MiB and a little for its filter bytes; beyond that stands a fixed limit.
void limit_memory(std::size_t file_size, std::int64_t width, std::int64_t height) {
    constexpr std::size_t kFixedLimit = std::size_t{640} << 20;
    const auto pixels = static_cast<std::size_t>(width * height);
    limit_stb_memory(std::min(kFixedLimit, 24 * pixels + 4 * file_size + (1U << 20)));
}

[[noreturn]] void fail_with_stb_reason() {
    const std::string_view reason = stbi_failure_reason();
    if (reason == "outofmem") fail("its data unpack to more than its size calls for");
    fail("the data are damaged ({})", reason);
}

// `wanted` components, or as many as the file has (0).
ImageU8 decode_with_stb(std::span<const std::byte> file, int wanted) {
    const auto length = static_cast<int>(file.size());  // at most kMaxImageFileBytes
    int width = 0;
    int height = 0;
    int components = 0;
    const std::unique_ptr<stbi_uc, StbFree> pixels(
        stbi_load_from_memory(as_unsigned(file), length, &width, &height, &components, wanted));
    if (!pixels) fail_with_stb_reason();
    if (wanted != 0) components = wanted;
    const auto count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    return flatten_onto_white({pixels.get(), count * static_cast<std::size_t>(components)}, width,
                              height, components);
}

// stb neither checks a chunk's sum nor minds what comes after the last chunk it wants.
void check_png_chunks(std::span<const std::byte> file) {
    constexpr std::size_t kSignature = 8, kAround = 12;  // length, name and sum of a chunk
    for (std::size_t at = kSignature;;) {
        if (file.size() - at < kAround) fail("the file ends early");
        const std::size_t length = u32_big_endian(file, at);
        if (length > file.size() - at - kAround) fail("the file ends early");
        const bool critical = (byte_at(file, at + 4) & 0x20U) == 0;
        const auto sum =
            crc32(0, as_unsigned(file) + at + 4, static_cast<unsigned int>(length + 4));
        if (critical && sum != u32_big_endian(file, at + 8 + length)) {
            fail("the data are damaged (wrong checksum)");
        }
        const std::uint32_t name = u32_big_endian(file, at + 4);
        at += length + kAround;
        if (name == 0x49454e44U) return;  // IEND
    }
}

struct BmpHeader {
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::size_t bits = 0;  // per pixel
    std::size_t pixel_offset = 0;
    std::size_t header_end = 0;
    std::size_t palette_entry = 4;  // bytes
    // Of 32 bits, without channel masks: the last byte has no meaning, by the format's definition.
    bool alpha_is_unused = false;
};

BmpHeader read_bmp_header(std::span<const std::byte> file) {
    BmpHeader header;
    const std::uint32_t size = u32_little_endian(file, 14);
    header.pixel_offset = u32_little_endian(file, 10);
    header.header_end = 14 + size;
    if (size == 12) {
        header.width = byte_at(file, 18) | byte_at(file, 19) << 8;
        header.height = byte_at(file, 20) | byte_at(file, 21) << 8;
        header.bits = byte_at(file, 24);
        header.palette_entry = 3;
    } else {
        if (file.size() < 54) fail("the file ends early");
        header.width = static_cast<std::int32_t>(u32_little_endian(file, 18));
        // Negative: rows from the top.
        header.height =
            std::abs(std::int64_t{static_cast<std::int32_t>(u32_little_endian(file, 22))});
        header.bits = byte_at(file, 28);
        header.alpha_is_unused = header.bits == 32 && u32_little_endian(file, 30) == 0;
    }
    return header;
}

// stb fills up with zeros where a BMP ends, so its length is checked here.
void check_bmp_length(const BmpHeader& header, std::size_t file_size) {
    const std::size_t row = (static_cast<std::size_t>(header.width) * header.bits + 31) / 32 * 4;
    const std::size_t pixels = row * static_cast<std::size_t>(header.height);
    if (header.pixel_offset > file_size || pixels > file_size - header.pixel_offset) {
        fail("the file ends early");
    }
}

bool has_grey_palette(const BmpHeader& header, std::span<const std::byte> file) {
    if (header.bits > 8 || header.header_end > header.pixel_offset) return false;
    for (std::size_t at = header.header_end; at + header.palette_entry <= header.pixel_offset;
         at += header.palette_entry) {
        if (file[at] != file[at + 1] || file[at] != file[at + 2]) return false;
    }
    return true;
}

}  // namespace

ImageU8 decode_png(std::span<const std::byte> file) {
    constexpr std::uint32_t kHeaderName = 0x49484452U;  // IHDR
    if (file.size() < 33) fail("the file ends early");
    if (u32_big_endian(file, 12) != kHeaderName) fail("its header is damaged");
    const std::int64_t width = u32_big_endian(file, 16);
    const std::int64_t height = u32_big_endian(file, 20);
    check_image_size(width, height);
    check_png_chunks(file);
    limit_memory(file.size(), width, height);
    return decode_with_stb(file, 0);
}

ImageU8 decode_bmp(std::span<const std::byte> file) {
    const BmpHeader header = read_bmp_header(file);
    check_image_size(header.width, header.height);
    check_bmp_length(header, file.size());
    limit_memory(file.size(), header.width, header.height);
    ImageU8 image = decode_with_stb(file, header.alpha_is_unused ? 3 : 0);
    if (image.channels == 3 && has_grey_palette(header, file)) {
        for (std::size_t i = 0; i < image.pixels.size() / 3; ++i) {
            image.pixels[i] = image.pixels[3 * i];
        }
        image.pixels.resize(image.pixels.size() / 3);
        image.channels = 1;
    }
    return image;
}

}  // namespace zscope
