// SPDX-License-Identifier: MIT
#include "app/commands/model_argument.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <system_error>

#include "core/base/usage_error.h"
#include "core/engine/picture.h"
#include "core/image/grid.h"
#include "core/io/image_codec.h"
#include "core/io/model_file.h"
#include "core/io/safetensors.h"

namespace zscope::app {

void ModelArgument::add_to(CLI::App& command) {
    command
        .add_option("MODEL", model,
                    "A model file, a run folder (its newest valid checkpoint), RUN@STEP (a step "
                    "that the run has kept), or 'default'.")
        ->required();
    command
        .add_option("--weights", weights,
                    "raw, ema (averaged), or auto: ema from step 2,000 on, raw before.")
        ->check(CLI::IsMember({"auto", "raw", "ema"}))
        ->capture_default_str();
}

SnapshotPointer ModelArgument::open() const {
    return open_model(resolve_model(model));
}

Weights ModelArgument::which() const {
    if (weights == "raw") return Weights::raw;
    if (weights == "ema") return Weights::ema;
    return Weights::automatic;
}

CLI::Validator seed_check() {
    // CLI11 would take what is too large for the largest number there is.
    const auto wrong = [](const std::string& text) {
        std::uint64_t seed = 0;
        const char* end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, seed);
        // "010" would be 8 for CLI11.
        if (read.ec == std::errc() && std::to_string(seed) == text) return std::string();
        return fmt::format("{}: a seed is a whole number from 0 to {}", text,
                           std::numeric_limits<std::uint64_t>::max());
    };
    return CLI::Validator(wrong, "SEED");
}

void SheetOptions::add_to(CLI::App& command) {
    command.add_option("--out", out, "FILE.png for a sheet, FILE.safetensors for the numbers.")
        ->required();
    command.add_option("--columns", columns, "Images in a row of the sheet; 0 for about square.")
        ->check(CLI::Range(0, 4096));
    command.add_option("--scale", scale, "Whole-number zoom of the sheet.")
        ->check(CLI::Range(1, 16))
        ->capture_default_str();
    command.add_option("--gap", gap, "Pixels between the images of the sheet and around them.")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
}

void SheetOptions::check() const {
    if (out.extension() != ".png" && out.extension() != ".safetensors") {
        fail_usage("--out {}: the name must end in .png (a sheet) or .safetensors (the numbers)",
                   out.string());
    }
}

void SheetOptions::write(const HostTensor& images) const {
    if (out.extension() == ".safetensors") {
        write_safetensors(out, {{{"images", images}}, {}});
        return;
    }
    const auto tiles = tiles_of(images);
    GridLayout layout;
    layout.columns = columns > 0 ? columns : square_columns(static_cast<int>(tiles.size()));
    layout.scale = scale;
    layout.padding = gap;
    write_png(out, make_grid(tiles, layout));
}

}  // namespace zscope::app
