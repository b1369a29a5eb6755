// SPDX-License-Identifier: MIT
#include "app/commands/clip_output.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/commands/model_argument.h"
#include "app/commands/progress.h"
#include "app/window/signals.h"
#include "core/base/usage_error.h"
#include "core/image/grid.h"
#include "core/io/clips/clip.h"
#include "core/io/image_codec.h"
#include "core/io/recipe_file.h"
#include "core/io/safetensors.h"

namespace zscope::app {

namespace {

// Images or frames: done before a bar could be read.
constexpr std::size_t kShort = 64;

[[noreturn]] void fail_stopped() {
    fail("stopped; nothing was written");
}

// All images of a clip are in memory at once, as floats.
void check_memory(std::size_t count, const Architecture& g) {
    constexpr std::size_t kMostBytes = std::size_t{1} << 30;
    const std::int64_t values = g.channels * g.image_size() * g.image_size();
    const std::size_t most = kMostBytes / (static_cast<std::size_t>(values) * sizeof(float));
    if (count > most) {
        fail("{} images are more than the {} of {} pixels that are drawn at once: take fewer",
             count, most, g.image_size());
    }
}

bool is_still(const std::filesystem::path& out) {
    return out.extension() == ".png" || out.extension() == ".safetensors";
}

}  // namespace

HostTensor draw_images(Sampler& sampler, std::span<const float> inputs) {
    const SignalFlag signal;
    Progress progress;
    const auto width = static_cast<std::size_t>(sampler.model().generator.inputs());
    const std::size_t count = inputs.size() / width;
    check_memory(count, sampler.model().generator);
    return draw_each(sampler, inputs, {}, {}, [&](double share) {
        if (SignalFlag::raised()) fail_stopped();
        if (count > kShort) progress.preparing(fmt::format("Drawing {} images", count), share);
    });
}

void ClipOutput::add_to(CLI::App& command) {
    command.add_option("--out", out,
                       "FILE.png (a sheet), .gif, .webp, .mp4 (needs ffmpeg) or .safetensors "
                       "(tensors \"z\" and \"images\").");
    command.add_option("--frames", frames, "A new folder for one PNG a frame.");
    command.add_option("--fps", fps, "Frames a second of a clip.")
        ->check(CLI::Range(0.1, 120.0))
        ->capture_default_str();
    command.add_option("--scale", scale, "Whole-number zoom of the images.")
        ->check(CLI::Range(1, 16))
        ->capture_default_str();
    command.add_option("--columns", columns, "Images in a row of a sheet; 0 for about square.")
        ->check(CLI::Range(0, 4096));
}

void ClipOutput::check() const {
    if (out.empty() && frames.empty())
        fail_usage("name what to write: --out FILE.png, .gif, .webp or .mp4, or --frames FOLDER");
    if (out.empty() || is_still(out)) return;
    const auto format = clip_format(out);
    if (!format) {
        fail_usage("--out {}: the name must end in .png, .gif, .webp, .mp4 or .safetensors",
                   out.string());
    }
    check_clip_format(*format, fps);
}

RecipeLayout ClipOutput::layout() const {
    return {.columns = columns, .scale = scale, .fps = fps};
}

void ClipOutput::write(const HostTensor& images, std::span<const float> z,
                       const std::optional<Recipe>& recipe) const {
    const SignalFlag signal;  // Ctrl-C waits for a file that is being written
    const auto nz = static_cast<std::int64_t>(z.size()) / images.shape[0];
    if (out.extension() == ".safetensors") {
        write_safetensors(
            out,
            {{{"images", images}, {"z", HostTensor::from_floats({images.shape[0], nz}, z)}}, {}});
    }
    Clip clip{tiles_of(images), fps, scale};
    if (recipe) clip.recipes = recipes_of(*recipe, {z.begin(), z.end()}, nz);
    if (out.extension() == ".png") {
        const int across =
            columns > 0 ? columns : square_columns(static_cast<int>(clip.frames.size()));
        const ImageRgba8 sheet = make_grid(clip.frames, {.columns = across, .scale = scale});
        recipe ? write_png(out, sheet, *recipe) : write_png(out, sheet);
    }
    Progress progress;
    const auto encoding = [&](const std::filesystem::path& path) {
        return [&progress, &clip, what = fmt::format("Writing {}", path.string())](double share) {
            if (clip.frames.size() > kShort) progress.preparing(what, share);
            return !SignalFlag::raised();
        };
    };
    const auto format = is_still(out) ? std::nullopt : clip_format(out);
    if (format) write_clip(out, *format, clip, encoding(out));
    if (!frames.empty()) write_frames(frames, clip, encoding(frames));
}

std::string ClipOutput::names() const {
    if (frames.empty()) return out.string();
    if (out.empty()) return frames.string();
    return out.string() + " and " + frames.string();
}

}  // namespace zscope::app
