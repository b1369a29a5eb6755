// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <span>

#include "app/commands/commands.h"
#include "app/commands/progress.h"
#include "app/commands/world_pictures.h"
#include "core/base/usage_error.h"
#include "core/io/file_write.h"
#include "core/io/image_codec.h"
#include "core/io/sha256.h"
#include "core/worlds/labels_csv.h"
#include "core/worlds/world_word.h"

namespace zscope::app {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kPiece = 256;  // images in memory at a time

struct WorldCommand {
    std::string name;
    WorldOptions options;
    std::vector<std::string> correlations, held;
    fs::path preview, labels, folder;
    std::int64_t first = 0, count = 64;
    int columns = 0, scale = 1, threads = 0;
    bool segments = false, hash = false;
};

std::string file_name(std::int64_t index) {
    return fmt::format("{:06}.png", index);
}

// What is asked for, of images that are drawn piece by piece.
class Output {
  public:
    Output(const World& world, const WorldCommand& command) : world_(world), command_(command) {}

    void take(std::int64_t index, const WorldImage& image) {
        names_.push_back(file_name(index));
        labels_.insert(labels_.end(), image.labels.begin(), image.labels.end());
        if (command_.hash) {
            hash_.add(std::as_bytes(std::span(image.pixels)));
            hash_.add(std::as_bytes(std::span(image.labels)));
            hash_.add(std::as_bytes(std::span(image.segments)));
        }
        if (!command_.preview.empty()) tiles_.push_back(picture(image, command_.segments));
        if (!command_.folder.empty()) write_files(index, image);
    }

    void finish() {
        const std::string table = labels_csv(world_, names_, labels_);
        if (!command_.labels.empty()) write_file_atomically(command_.labels, table);
        if (!command_.folder.empty()) write_file_atomically(command_.folder / "labels.csv", table);
        if (!command_.preview.empty()) {
            const int columns = command_.columns > 0
                                    ? command_.columns
                                    : square_columns(static_cast<int>(tiles_.size()));
            write_png(command_.preview,
                      make_grid(tiles_, {.columns = columns, .scale = command_.scale}));
        }
    }

    std::string digest() { return fmt::format("{:02x}", fmt::join(hash_.digest(), "")); }

  private:
    void write_files(std::int64_t index, const WorldImage& image) {
        const int size = image.size;
        write_png(command_.folder / "images" / file_name(index),
                  ImageU8{size, size, 3, image.pixels});
        if (!image.segments.empty()) {
            write_png(command_.folder / "segments" / file_name(index),
                      ImageU8{size, size, 1, image.segments});
        }
    }

    const World& world_;
    const WorldCommand& command_;
    std::vector<std::string> names_;
    std::vector<float> labels_;
    std::vector<std::shared_ptr<const ImageRgba8>> tiles_;
    Sha256 hash_;
};

void check(const World& world, WorldCommand& command) {
    for (const std::string& text : command.correlations) {
        command.options.correlations.push_back(parse_correlation(text));
    }
    for (const std::string& text : command.held) {
        command.options.fixed.push_back(parse_fixed(text));
    }
    check_world_options(world, command.options);
    if (command.preview.empty() && command.labels.empty() && command.folder.empty() &&
        !command.hash) {
        fail_usage(
            "say what to make: --preview SHEET.png, --labels FILE.csv, --export FOLDER or "
            "--hash");
    }
    if (!command.preview.empty() && command.preview.extension() != ".png") {
        fail_usage("{}: the preview is a .png", command.preview.string());
    }
    if (command.segments && world.segments().empty()) {
        fail_usage("the world {} has no segmentation maps", world.name());
    }
    std::error_code ignored;
    if (!command.folder.empty() && fs::exists(command.folder, ignored) &&
        !fs::is_empty(command.folder, ignored)) {
        fail("{}: this folder is not empty; name a new one", command.folder.string());
    }
}

int run_world(WorldCommand command) {
    const World& world = find_world(command.name);
    check(world, command);
    Output output(world, command);
    Progress progress;
    double drawing_s = 0.0;
    for (std::int64_t done = 0; done < command.count;) {
        const std::int64_t piece = std::min(kPiece, command.count - done);
        const auto began = std::chrono::steady_clock::now();
        const auto images =
            draw_many(world, command.options, command.first + done, piece, command.threads);
        drawing_s +=
            std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        for (const WorldImage& image : images)
            output.take(command.first + done++, image);
        if (command.count > kPiece) {
            progress.preparing(fmt::format("Drawing {}", world.title()),
                               static_cast<double>(done) / static_cast<double>(command.count));
        }
    }
    output.finish();
    fmt::print("{} images of {}, {} pixels, seed {}: drawn at {:.0f} images/s\n", command.count,
               world.name(), command.options.size, command.options.seed,
               static_cast<double>(command.count) / std::max(drawing_s, 1e-9));
    if (command.hash) fmt::print("sha256 {}\n", output.digest());
    return 0;
}

std::string attribute_list() {
    std::string text;
    for (const World* world : worlds()) {
        text += fmt::format("{}: {}\n", world->name(), world->help());
        for (const WorldAttribute& attribute : world->attributes()) {
            text += fmt::format("  {:<14} {}\n", attribute.key, attribute.help);
        }
    }
    return text;
}

void add_outputs(CLI::App& command, WorldCommand& options) {
    command.add_option("--preview", options.preview, "Write a sheet of the images here (.png).");
    command.add_option("--labels", options.labels, "Write the attributes of each image (.csv).");
    command.add_option("--export", options.folder,
                       "Write images/, segments/ (8-bit: place in the list, from 1) and labels.csv "
                       "into this new folder.");
    command.add_flag("--hash", options.hash, "Print the SHA-256 of pixels, labels and segments.");
    command.add_flag("--segments", options.segments,
                     "Preview: beside each image its segmentation map.");
    command.add_option("--columns", options.columns, "Columns of the sheet; 0: about square.")
        ->check(CLI::Range(0, 1000));
    command.add_option("--scale", options.scale, "Whole-number zoom of the sheet's images.")
        ->check(CLI::Range(1, 16));
}

}  // namespace

void add_world(CLI::App& app, Run& run) {
    auto options = std::make_shared<WorldCommand>();
    CLI::App* command = app.add_subcommand(
        "world", "Draw images whose content is known exactly: portraits and bedrooms.");
    command->add_option("WORLD", options->name, "faces or rooms.")->required();
    add_outputs(*command, *options);
    command->add_option("--count", options->count, "Number of images.")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{100000000}))
        ->capture_default_str();
    command->add_option("--first", options->first, "Index of the first image.")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 40));
    command->add_option("--seed", options->options.seed, "Another seed, other images.");
    command->add_option("--size", options->options.size, "32, 64 or 128 pixels.")
        ->check(CLI::IsMember({32, 64, 128}))
        ->capture_default_str();
    command->add_option("--correlate", options->correlations,
                        "TARGET~GIVEN=STRENGTH, −1…1: hat~man=0.8 puts hats mostly on men; the "
                        "shares of both stay. May be repeated.");
    command->add_option("--hold", options->held,
                        "KEY=VALUE: all images with (1) or without (0) it, or turned by degrees.");
    command->add_option("--threads", options->threads, "0: one per core. Changes no image.")
        ->check(CLI::Range(0, 1024));
    command->footer(attribute_list() +
                    "Examples:\n"
                    "  zscope world faces --preview grid.png --labels labels.csv\n"
                    "  zscope world rooms --count 5000 --export rooms-5000\n"
                    "  zscope train --data world:faces,hat~man=0.8");
    command->callback([options, &run] { run = [options] { return run_world(*options); }; });
}

}  // namespace zscope::app
