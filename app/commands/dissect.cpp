// SPDX-License-Identifier: MIT
// `zscope dissect`: the units of a generator that draw a thing.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "app/commands/commands.h"
#include "app/commands/progress.h"
#include "app/commands/surgery.h"
#include "core/base/error.h"
#include "core/base/usage_error.h"
#include "core/io/edits_file.h"
#include "core/io/file_write.h"
#include "core/surgery/ranking_json.h"

namespace zscope::app {

namespace {

struct DissectOptions {
    ModelArgument model;
    ThingArgument thing;
    std::string block = "all";
    std::string method = "logistic";
    std::int64_t images = 200;
    std::uint64_t seed = 1;
    std::int64_t top = 0;
    bool measure = false;
    TrialOptions trial;
    std::filesystem::path out, edits;
};

// Every block that has feature maps; the last makes the image.
std::vector<std::int64_t> blocks_of(const DissectOptions& options, const Architecture& g) {
    const auto last = std::ssize(g.blocks) - 1;
    std::vector<std::int64_t> blocks;
    for (std::int64_t block = 1; block <= last; ++block) {
        if (options.block == "all" || options.block == fmt::format("{}", block))
            blocks.push_back(block);
    }
    if (blocks.empty()) {
        fail("there is no block {} to dissect: this generator has blocks 1 to {} of feature maps",
             options.block, last);
    }
    return blocks;
}

UnitSamples samples_for(const DissectOptions& options, Sampler& sampler, const Seer& seer,
                        std::int64_t block, Progress& progress) {
    const ModelSnapshot& model = sampler.model();
    if (!options.thing.boxes.empty()) {
        return samples_of_regions(sampler, block, marked_images(options.thing.boxes, model));
    }
    if (!seer.oracle) {
        return samples_of_kinds(sampler, block, rows_of(options.thing.yes, model),
                                rows_of(options.thing.no, model))
            .samples;
    }
    return samples_of_thing(sampler, *seer.thing, block, options.images, options.seed, {},
                            [&](double share) {
                                progress.preparing(fmt::format("Looking into block {}", block),
                                                   share);
                            })
        .samples;
}

void print_ranking(const UnitRanking& ranking) {
    fmt::print(
        "\nBlock {}: {} of {} units have a positive score; from {} images, {} places with "
        "{} and {} without\n",
        ranking.block, ranking.positive(), ranking.units.size(), ranking.images, ranking.inside,
        ranking.name, ranking.outside);
    if (ranking.accuracy) {
        fmt::print(
            "On images that it had not seen it tells them apart {:.1f} % of the time "
            "(balanced; 50 % is chance)\n",
            100.0 * *ranking.accuracy);
    }
    constexpr std::size_t kShown = 10;
    for (std::size_t i = 0; i < std::min(kShown, ranking.units.size()); ++i)
        fmt::print("  unit {:>4}  {:+.4f}\n", ranking.units[i].unit, ranking.units[i].score);
}

Edit top_edit(const UnitRanking& ranking, std::int64_t top) {
    Edit edit;
    edit.block = ranking.block;
    edit.units = ranking.first(top > 0 ? top : ranking.positive());
    edit.name = fmt::format("{}, {} units", ranking.name, edit.units->size());
    return edit;
}

void print_trial(const DissectOptions& options, Sampler& sampler, const Seer& seer,
                 const UnitRanking& ranking, Progress& progress) {
    TrialOptions trial = options.trial;
    trial.curve = curve_steps(ranking.positive());
    const std::vector<Edit> edits{top_edit(ranking, options.top)};
    const EffectReport report =
        try_edits(sampler, seer, edits, &ranking, trial, {},
                  [&](double share) { progress.preparing("Taking units out", share); });
    fmt::print("\n{}", report_text(report));
}

int run_dissect(const DissectOptions& options) {
    if (!options.thing.given()) {
        throw UsageError(
            "name what to look for: --world and --concept, or --yes and --no, or --box");
    }
    Sampler sampler(options.model.open(), options.model.which());
    const std::unique_ptr<Seer> seer = open_thing(options.thing, sampler);
    const ModelSnapshot& model = sampler.model();
    std::vector<UnitRanking> rankings;
    for (const std::int64_t block : blocks_of(options, model.generator)) {
        Progress progress;
        UnitRanking ranking = rank_units(samples_for(options, sampler, *seer, block, progress),
                                         rank_method_of(options.method));
        ranking.block = block;
        ranking.name = options.thing.called();
        print_ranking(ranking);
        if (options.measure) print_trial(options, sampler, *seer, ranking, progress);
        std::fflush(stdout);
        rankings.push_back(std::move(ranking));
    }
    const std::string id = shown_id(model, options.model.which());
    if (!options.out.empty()) {
        write_file_atomically(options.out, rankings_to_json(rankings, id).dump(1) + "\n");
        fmt::print("\n{} ranking(s) -> {}\n", rankings.size(), options.out.string());
    }
    if (!options.edits.empty()) {
        EditRecipe recipe{options.thing.called(), id, block_shapes(model.generator), {}};
        recipe.edits.push_back(top_edit(rankings.front(), options.top));
        write_edits(options.edits, recipe);
        fmt::print("{} -> {}\n", recipe.edits.front().name, options.edits.string());
    }
    return 0;
}

}  // namespace

void add_dissect(CLI::App& app, Run& run) {
    auto options = std::make_shared<DissectOptions>();
    CLI::App* command = app.add_subcommand(
        "dissect",
        "Find the units of a generator that draw a thing, and what taking them out does.");
    options->model.add_to(*command);
    options->thing.add_to(*command);
    command->add_option("--block", options->block, "Whose units, numbered from z; or all.")
        ->capture_default_str();
    command
        ->add_option("--method", options->method,
                     "logistic: one regression of all units (the DCGAN paper's); difference: of "
                     "means; overlap: of high cells with the place of the thing.")
        ->check(CLI::IsMember({"logistic", "difference", "overlap"}))
        ->capture_default_str();
    command->add_option("--images", options->images, "With the thing, that units are ranked from.")
        ->check(CLI::Range(10, 5000))
        ->capture_default_str();
    command->add_option("--seed", options->seed, "Of those images.")
        ->check(seed_check())
        ->capture_default_str();
    command
        ->add_option("--top", options->top,
                     "Units that --edits and --measure take; left out: all of positive score.")
        ->check(CLI::Range(1, 100000));
    command->add_flag("--measure", options->measure,
                      "Also what taking them out does to fresh images, beside as many others, and "
                      "the curve over their number.");
    command->add_option("--count", options->trial.count, "Images that --measure looks at.")
        ->check(CLI::Range(16, 10000))
        ->capture_default_str();
    command->add_option("--out", options->out, "UNITS.json to write.");
    command->add_option("--edits", options->edits,
                        "EDITS.json to write: ablates the top units, for `zscope ablate`.");
    command->footer(
        "Examples:\n"
        "  zscope dissect rooms --block 2 --world rooms --concept window --out units.json\n"
        "  zscope dissect default --block 2 --name glasses --box 1:6@12,20,52,36 "
        "--edits no-glasses.json --top 40");
    command->callback([options, &run] { run = [options] { return run_dissect(*options); }; });
}

}  // namespace zscope::app
