// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/image/image.h"

namespace zscope {

// Pictures that move: frames of one size at a fixed time step, played for ever where the format
// can.
struct ClipRecipes {
    std::string whole;                               // a GIF or WebP carries it; empty: none
    std::function<std::string(std::size_t)> single;  // of a frame that is saved as a PNG; or none
};
struct Clip {
    std::vector<std::shared_ptr<const ImageRgba8>> frames;  // at least one; alpha is ignored
    double fps = 30.0;
    int scale = 1;  // whole-number zoom, nearest: each pixel becomes scale × scale
    ClipRecipes recipes = {};
};

enum class ClipFormat {
    gif,   // 256 colours for the whole clip (ClipPalette); time in 1/100 s
    webp,  // animated, lossless: the pixels as they are; time in 1/1000 s
    mp4,   // H.264 by the program ffmpeg, for players and slides
};
// By the name's ending; nullopt for another.
std::optional<ClipFormat> clip_format(const std::filesystem::path& path);

// Told the share that is done (0…1); returns false to stop, which is an Error "stopped".
using ClipProgress = std::function<bool(double)>;

// Before any work: whether the format can have so many frames a second, and whether ffmpeg is
// there. An Error that says what to do.
void check_clip_format(ClipFormat format, double fps);

// The file's bytes (GIF, WebP). More than 8192 pixels a side are an Error.
std::vector<std::uint8_t> encode_gif(const Clip& clip, const ClipProgress& progress = {});
std::vector<std::uint8_t> encode_webp(const Clip& clip, const ClipProgress& progress = {});
std::vector<std::uint8_t> encode_mp4(const Clip& clip, const ClipProgress& progress = {});

// Written atomically: a failure or a stop leaves what was there before.
void write_clip(const std::filesystem::path& path, ClipFormat format, const Clip& clip,
                const ClipProgress& progress = {});
// frame-00000.png … (each with its recipe) in a folder that must be empty or not be there. Written
// to a sibling that is renamed: all frames or none. `fps` is not kept.
void write_frames(const std::filesystem::path& folder, const Clip& clip,
                  const ClipProgress& progress = {});

// What the encoders share. The frame at the clip's scale, alpha opaque.
ImageRgba8 scaled_frame(const Clip& clip, std::size_t index);
void check_clip(const Clip& clip);
void report_frame(const ClipProgress& progress, std::size_t done, std::size_t count);

}  // namespace zscope
