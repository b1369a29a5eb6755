// SPDX-License-Identifier: MIT
#include "core/io/clips/clip_text.h"

#include <gif_lib.h>
#include <webp/mux.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "core/io/png_text.h"

namespace zscope {

namespace {

constexpr std::string_view kKeyword = "zscope-recipe: ";

std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

int take_bytes(GifFileType* gif, GifByteType* to, int wanted) {
    auto& rest = *static_cast<std::span<const std::byte>*>(gif->UserData);
    const std::size_t count = std::min(rest.size(), static_cast<std::size_t>(wanted));
    std::memcpy(to, rest.data(), count);
    rest = rest.subspan(count);
    return static_cast<int>(count);
}

struct CloseGif {
    void operator()(GifFileType* gif) const {
        int ignored = 0;
        DGifCloseFile(gif, &ignored);
    }
};
using GifReader = std::unique_ptr<GifFileType, CloseGif>;

// The extension that the reader stands at, if it is a comment; false: the file is damaged. A block
// is a byte that counts, then as many bytes.
bool take_extension(const GifReader& gif, std::string& comment) {
    int code = 0;
    GifByteType* block = nullptr;
    if (DGifGetExtension(gif.get(), &code, &block) == GIF_ERROR) return false;
    while (block != nullptr) {
        if (code == COMMENT_EXT_FUNC_CODE)
            comment.append(reinterpret_cast<const char*>(block + 1), block[0]);
        if (comment.size() > kMostPngText) return false;
        if (DGifGetExtensionNext(gif.get(), &block) == GIF_ERROR) return false;
    }
    return true;
}

// Ours stands before the first frame.
std::optional<std::string> in_gif(std::span<const std::byte> file) {
    int error = 0;
    const GifReader gif(DGifOpen(&file, take_bytes, &error));
    if (!gif) return std::nullopt;
    GifRecordType type = UNDEFINED_RECORD_TYPE;
    while (DGifGetRecordType(gif.get(), &type) == GIF_OK && type == EXTENSION_RECORD_TYPE) {
        std::string comment;
        if (!take_extension(gif, comment)) return std::nullopt;
        if (comment.starts_with(kKeyword)) return comment.substr(kKeyword.size());
    }
    return std::nullopt;
}

struct FreeMux {
    void operator()(WebPMux* mux) const { WebPMuxDelete(mux); }
};

std::optional<std::string> in_webp(std::span<const std::byte> file) {
    const WebPData data{reinterpret_cast<const std::uint8_t*>(file.data()), file.size()};
    const std::unique_ptr<WebPMux, FreeMux> mux(WebPMuxCreate(&data, 0));
    WebPData chunk;
    if (!mux || WebPMuxGetChunk(mux.get(), kWebpChunk, &chunk) != WEBP_MUX_OK) return std::nullopt;
    if (chunk.size > kMostPngText) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(chunk.bytes), chunk.size);
}

}  // namespace

std::string with_clip_keyword(std::string_view text) {
    return std::string(kKeyword) + std::string(text);
}

bool is_gif(std::span<const std::byte> file) {
    return text_of(file).starts_with("GIF87a") || text_of(file).starts_with("GIF89a");
}

bool is_webp(std::span<const std::byte> file) {
    constexpr std::size_t kName = 8;
    const std::string_view text = text_of(file);
    return text.starts_with("RIFF") && text.size() >= kName + 4 && text.substr(kName, 4) == "WEBP";
}

std::optional<std::string> read_clip_text(std::span<const std::byte> file) {
    if (is_gif(file)) return in_gif(file);
    return is_webp(file) ? in_webp(file) : std::nullopt;
}

}  // namespace zscope
