// SPDX-License-Identifier: MIT
#include "core/io/clips/clip.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <span>
#include <system_error>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/image/grid.h"
#include "core/io/clips/ffmpeg.h"
#include "core/io/codecs/codec.h"
#include "core/io/file_write.h"
#include "core/io/image_codec.h"
#include "core/io/recipe_file.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

constexpr double kMostGifFps = 50.0;  // browsers show frames of 0.01 s at a tenth of that speed

// A folder that is there until it is renamed.
class PartFolder {
  public:
    explicit PartFolder(fs::path path) : path_(std::move(path)) {}
    ~PartFolder() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove_all(path_, ignored);
    }
    PartFolder(const PartFolder&) = delete;
    PartFolder& operator=(const PartFolder&) = delete;
    const fs::path& path() const { return path_; }
    void keep() { path_.clear(); }

  private:
    fs::path path_;
};

void check_empty(const fs::path& folder) {
    std::error_code error;
    if (!fs::exists(folder, error)) return;
    if (!fs::is_directory(folder, error))
        fail("{}: it exists and is not a folder; name another one", folder.string());
    if (!fs::is_empty(folder, error) || error)
        fail("{}: the folder is not empty; name a new one", folder.string());
}

void write_frame(const fs::path& file, const Clip& clip, std::size_t index) {
    const ImageRgba8 frame = scaled_frame(clip, index);
    clip.recipes.single ? write_png_with_recipe(file, frame, clip.recipes.single(index))
                        : write_png(file, frame);
}

}  // namespace

std::optional<ClipFormat> clip_format(const fs::path& path) {
    const std::string ending = path.extension().string();
    if (ending == ".gif") return ClipFormat::gif;
    if (ending == ".webp") return ClipFormat::webp;
    if (ending == ".mp4") return ClipFormat::mp4;
    return std::nullopt;
}

void check_clip_format(ClipFormat format, double fps) {
    if (!std::isfinite(fps) || fps <= 0.0) fail("a clip cannot have {} frames a second", fps);
    if (format == ClipFormat::gif && fps > kMostGifFps) {
        fail("a GIF has at most {} frames a second, not {}; take .webp or .mp4 for more",
             kMostGifFps, fps);
    }
    if (format == ClipFormat::mp4) (void)ffmpeg_program();
}

void check_clip(const Clip& clip) {
    ZSCOPE_CHECK(!clip.frames.empty() && clip.scale >= 1 && clip.fps > 0.0,
                 "{} frames, scale {}, fps {}", clip.frames.size(), clip.scale, clip.fps);
    const ImageRgba8& first = *clip.frames[0];
    for (const auto& frame : clip.frames) {
        ZSCOPE_CHECK(frame->width == first.width && frame->height == first.height,
                     "a frame of {}×{} beside one of {}×{}", frame->width, frame->height,
                     first.width, first.height);
    }
    const std::int64_t width = std::int64_t{first.width} * clip.scale;
    const std::int64_t height = std::int64_t{first.height} * clip.scale;
    if (width > kMaxImageSide || height > kMaxImageSide) {
        fail("frames of {}×{} pixels are too large, at most {} a side: take a smaller scale", width,
             height, kMaxImageSide);
    }
}

ImageRgba8 scaled_frame(const Clip& clip, std::size_t index) {
    ImageRgba8 frame = make_grid(std::span(&clip.frames[index], 1),
                                 {.columns = 1, .padding = 0, .scale = clip.scale});
    for (std::size_t i = 3; i < frame.pixels.size(); i += 4)
        frame.pixels[i] = 255;
    return frame;
}

void report_frame(const ClipProgress& progress, std::size_t done, std::size_t count) {
    if (progress && !progress(static_cast<double>(done) / static_cast<double>(count)))
        fail("stopped");
}

void write_clip(const fs::path& path, ClipFormat format, const Clip& clip,
                const ClipProgress& progress) {
    const auto encode = format == ClipFormat::gif    ? encode_gif
                        : format == ClipFormat::webp ? encode_webp
                                                     : encode_mp4;
    const std::vector<std::uint8_t> bytes = encode(clip, progress);
    const std::span<const std::byte> parts[] = {std::as_bytes(std::span(bytes))};
    write_file_atomically(path, parts);
}

void write_frames(const fs::path& folder, const Clip& clip, const ClipProgress& progress) {
    check_clip(clip);
    check_empty(folder);
    const fs::path whole = fs::absolute(folder).lexically_normal();
    const fs::path named = whole.has_filename() ? whole : whole.parent_path();
    PartFolder part(named.parent_path() /
                    fmt::format(".zscope-{}-{}.part", ::getpid(), named.filename().string()));
    for (std::size_t i = 0; i < clip.frames.size(); ++i) {
        write_frame(part.path() / fmt::format("frame-{:05}.png", i), clip, i);
        report_frame(progress, i + 1, clip.frames.size());
    }
    std::error_code error;
    fs::rename(part.path(), named, error);
    if (error) fail("cannot write {}: {}", folder.string(), error.message());
    part.keep();
}

}  // namespace zscope
