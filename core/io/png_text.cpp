// SPDX-License-Identifier: MIT
#include "core/io/png_text.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/codecs/codec.h"
#include "core/io/utf8.h"

namespace zscope {

namespace {

constexpr std::array<std::uint8_t, 8> kSignature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr std::size_t kAround = 12;                               // length, name and sum of a chunk
constexpr std::uint32_t kText = 0x69545874U, kEnd = 0x49454e44U;  // iTXt, IEND
constexpr std::size_t kHeaderEnd = kSignature.size() + kAround + 13;

void put_u32(std::vector<std::uint8_t>& out, std::uint32_t value) {
    for (const unsigned shift : {24U, 16U, 8U, 0U})
        out.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::vector<std::uint8_t> packed(std::string_view text) {
    uLongf size = compressBound(static_cast<uLong>(text.size()));
    std::vector<std::uint8_t> out(size);
    const int result = compress2(out.data(), &size, reinterpret_cast<const Bytef*>(text.data()),
                                 static_cast<uLong>(text.size()), Z_BEST_COMPRESSION);
    ZSCOPE_CHECK(result == Z_OK, "zlib says {}", result);
    out.resize(size);
    return out;
}

// Grows with what comes out, never beyond the limit: the file does not say how much that is.
std::string unpacked(std::span<const std::byte> data) {
    struct Inflater {
        z_stream stream{};
        ~Inflater() { inflateEnd(&stream); }
    } inflater;
    if (inflateInit(&inflater.stream) != Z_OK) fail("not enough memory to unpack its text");
    inflater.stream.next_in = const_cast<Bytef*>(as_unsigned(data));
    inflater.stream.avail_in = static_cast<uInt>(data.size());
    std::string text;
    std::array<char, 1U << 14> piece;
    for (int result = Z_OK; result != Z_STREAM_END;) {
        inflater.stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        inflater.stream.avail_out = static_cast<uInt>(piece.size());
        result = inflate(&inflater.stream, Z_NO_FLUSH);
        const std::size_t got = piece.size() - inflater.stream.avail_out;
        if (result != Z_OK && result != Z_STREAM_END) fail("its text cannot be unpacked");
        if (text.size() + got > kMostPngText)
            fail("its text is longer than the {} MiB that are read", kMostPngText >> 20);
        text.append(piece.data(), got);
    }
    return text;
}

// Keyword 0 packed? method language 0 translated-keyword 0 text.
std::optional<std::string> text_of_chunk(std::span<const std::byte> data,
                                         std::string_view keyword) {
    const auto after = [&data](std::size_t at) {
        const auto end =
            std::find(data.begin() + static_cast<std::ptrdiff_t>(at), data.end(), std::byte{0});
        if (end == data.end()) fail("its text chunk is damaged");
        return static_cast<std::size_t>(end - data.begin()) + 1;
    };
    const bool ours =
        data.size() > keyword.size() && data[keyword.size()] == std::byte{0} &&
        std::equal(keyword.begin(), keyword.end(), reinterpret_cast<const char*>(data.data()));
    if (!ours) return std::nullopt;
    const std::size_t flags = keyword.size() + 1;
    if (data.size() < flags + 2) fail("its text chunk is damaged");
    const std::uint32_t is_packed = byte_at(data, flags), method = byte_at(data, flags + 1);
    if (is_packed > 1 || method != 0) fail("its text is packed in an unknown way");
    const std::span<const std::byte> rest = data.subspan(after(after(flags + 2)));
    if (is_packed == 0 && rest.size() > kMostPngText)
        fail("its text is longer than the {} MiB that are read", kMostPngText >> 20);
    std::string text = is_packed == 1
                           ? unpacked(rest)
                           : std::string(reinterpret_cast<const char*>(rest.data()), rest.size());
    if (!is_utf8(text)) fail("its text is not UTF-8");
    return text;
}

}  // namespace

bool is_png(std::span<const std::byte> file) {
    return file.size() >= kSignature.size() &&
           std::equal(kSignature.begin(), kSignature.end(), as_unsigned(file));
}

std::vector<std::uint8_t> with_png_text(std::span<const std::uint8_t> png, std::string_view keyword,
                                        std::string_view text) {
    ZSCOPE_CHECK(png.size() > kHeaderEnd && is_png(std::as_bytes(png)), "no PNG of ours");
    ZSCOPE_CHECK(!keyword.empty() && keyword.size() < 80, "keyword {}", keyword);
    if (text.size() > kMostPngText)
        fail("{} MiB of text are too many for a PNG", text.size() >> 20);
    std::vector<std::uint8_t> chunk{'i', 'T', 'X', 't'};
    chunk.insert(chunk.end(), keyword.begin(), keyword.end());
    chunk.insert(chunk.end(), {0, 1, 0, 0, 0});  // packed by zlib; no language, no translation
    const std::vector<std::uint8_t> data = packed(text);
    chunk.insert(chunk.end(), data.begin(), data.end());
    std::vector<std::uint8_t> file(png.begin(), png.begin() + kHeaderEnd);
    put_u32(file, static_cast<std::uint32_t>(chunk.size() - 4));
    file.insert(file.end(), chunk.begin(), chunk.end());
    put_u32(file,
            static_cast<std::uint32_t>(crc32(0, chunk.data(), static_cast<uInt>(chunk.size()))));
    file.insert(file.end(), png.begin() + kHeaderEnd, png.end());
    return file;
}

std::optional<std::string> read_png_text(std::span<const std::byte> file,
                                         std::string_view keyword) {
    if (!is_png(file)) return std::nullopt;
    std::optional<std::string> found;
    for (std::size_t at = kSignature.size();;) {
        if (file.size() - at < kAround) fail("the file ends early");
        const std::size_t length = u32_big_endian(file, at);
        if (length > file.size() - at - kAround) fail("the file ends early");
        const std::uint32_t name = u32_big_endian(file, at + 4);
        if (name == kEnd) return found;
        if (name == kText) {
            const std::span<const std::byte> data = file.subspan(at + 8, length);
            const auto sum = crc32(0, as_unsigned(file) + at + 4, static_cast<uInt>(length + 4));
            if (sum != u32_big_endian(file, at + 8 + length))
                fail("its text is damaged (wrong checksum)");
            std::optional<std::string> text = text_of_chunk(data, keyword);
            if (text && found) fail("it holds the text \"{}\" twice", keyword);
            if (text) found = std::move(text);
        }
        at += length + kAround;
    }
}

}  // namespace zscope
