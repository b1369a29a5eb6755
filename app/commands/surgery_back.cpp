// SPDX-License-Identifier: MIT
#include "app/commands/surgery_back.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>

#include "app/commands/progress.h"
#include "core/base/usage_error.h"
#include "core/engine/surgery/back_trial.h"
#include "core/image/grid.h"
#include "core/io/image_codec.h"

namespace zscope::app {

namespace {

// One file for each generator that was searched.
void write_sheets(const BackTrial& trial, const std::filesystem::path& stem) {
    constexpr std::array<const char*, 3> kNames{"whole", "edited", "others"};
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        write_png(fmt::format("{}-{}.png", stem.string(), kNames[i]),
                  make_grid(trial.found[i].pictures, GridLayout{.scale = 2}));
    }
}

}  // namespace

void BackOptions::add_to(CLI::App& command) {
    command.add_flag("--bring-back", on,
                     "Bake the edits and search for z that show the thing all the same: by the "
                     "world's first oracle, judged by its second. Needs --concept. Minutes.");
    command.add_option("--starts", search.starts, "Of that search.")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command.add_option("--steps", search.steps, "Of Adam, for each start.")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command.add_option("--sheets", sheets, "Stem of PNG sheets of what was found: back.");
}

int run_bring_back(const ModelArgument& argument, const ThingArgument& thing,
                   const std::vector<Edit>& edits, const BackOptions& options) {
    if (thing.concept_key.empty()) {
        throw UsageError("--bring-back needs --concept: an oracle has to say what is back");
    }
    const SnapshotPointer model = argument.open();
    Progress progress;
    const BackTrial trial = try_to_bring_back(
        {model, argument.which(), edits, thing.concept_key, oracle_file(thing, *model),
         options.search},
        {}, [&progress](const BackProgress& now) { progress.preparing(now.what, now.share); });
    if (!options.sheets.empty()) write_sheets(trial, options.sheets);
    fmt::print("{}\n{}\n", report_text(trial.report), verdict_text(trial.report));
    return 0;
}

}  // namespace zscope::app
