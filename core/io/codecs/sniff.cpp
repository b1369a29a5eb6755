// SPDX-License-Identifier: MIT
#include <array>
#include <string_view>

#include "core/io/codecs/codec.h"

namespace zscope {

namespace {

using std::string_view_literals::operator""sv;

struct Signature {
    std::size_t at;
    std::string_view bytes;
    SniffedImage means;
};

constexpr std::array kSignatures = {
    Signature{0, "\x89PNG\r\n\x1a\n"sv, {ImageKind::png, "PNG"}},
    Signature{0, "\xff\xd8\xff"sv, {ImageKind::jpeg, "JPEG"}},
    Signature{0, "GIF8"sv, {ImageKind::other, "GIF"}},
    Signature{0, "II*\0"sv, {ImageKind::other, "TIFF"}},
    Signature{0, "MM\0*"sv, {ImageKind::other, "TIFF"}},
    Signature{0, "8BPS\0\1"sv, {ImageKind::other, "Photoshop"}},
    Signature{0, "\xff\x0a"sv, {ImageKind::other, "JPEG XL"}},
    Signature{0, "\0\0\0\x0cJXL \r\n"sv, {ImageKind::other, "JPEG XL"}},
    Signature{0, "\0\0\0\x0cjP  \r\n"sv, {ImageKind::other, "JPEG 2000"}},
    Signature{4, "ftypavi"sv, {ImageKind::other, "AVIF"}},
    Signature{4, "ftyphei"sv, {ImageKind::other, "HEIC"}},
    Signature{4, "ftypmif1"sv, {ImageKind::other, "HEIF"}},
    Signature{0, "qoif"sv, {ImageKind::other, "QOI"}},
    Signature{0, "v/1\x01"sv, {ImageKind::other, "OpenEXR"}},
    Signature{0, "#?RADIANCE"sv, {ImageKind::other, "Radiance HDR"}},
    Signature{0, "DDS "sv, {ImageKind::other, "DDS"}},
};

// "BM" alone begins many a text, so the size of the second header must be one that exists.
bool looks_like_bmp(std::span<const std::byte> head, std::string_view text) {
    if (head.size() < 26 || !text.starts_with("BM")) return false;
    switch (u32_little_endian(head, 14)) {
        case 12:
        case 40:
        case 52:
        case 56:
        case 64:
        case 108:
        case 124:
            return true;
        default:
            return false;
    }
}

}  // namespace

SniffedImage sniff_image(std::span<const std::byte> head) {
    const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
    for (const Signature& signature : kSignatures) {
        if (text.size() >= signature.at && text.substr(signature.at).starts_with(signature.bytes)) {
            return signature.means;
        }
    }
    if (text.starts_with("RIFF") && text.size() >= 12 && text.substr(8, 4) == "WEBP") {
        return {ImageKind::webp, "WebP"};
    }
    if (looks_like_bmp(head, text)) return {ImageKind::bmp, "BMP"};
    return {};
}

}  // namespace zscope
