// SPDX-License-Identifier: MIT
// `zscope ablate`: a generator with edited feature maps: drawn, measured, baked, attacked.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "app/commands/commands.h"
#include "app/commands/progress.h"
#include "app/commands/recipe_output.h"
#include "app/commands/surgery.h"
#include "app/commands/surgery_back.h"
#include "core/base/error.h"
#include "core/base/usage_error.h"
#include "core/engine/picture.h"
#include "core/io/baked_model.h"
#include "core/io/edits_file.h"
#include "core/io/file_write.h"
#include "core/io/json_text.h"
#include "core/io/safetensors.h"
#include "core/latent/labels.h"
#include "core/surgery/ranking_json.h"
#include "core/surgery/unit_edits.h"

namespace zscope::app {

namespace {

struct AblateOptions {
    ModelArgument model;
    ThingArgument thing;
    std::filesystem::path recipe, units;
    std::int64_t block = 0, top = 0;
    std::uint64_t seed = 1;
    std::int64_t count = 16;
    SheetOptions sheet;
    bool measure = false, json = false;
    TrialOptions trial;
    std::filesystem::path bake;
    std::string licence;
    BackOptions back;
};

EditRecipe recipe_of(const AblateOptions& options, const Architecture& g) {
    if (!options.recipe.empty()) {
        EditRecipe recipe = read_edits(options.recipe);
        check_fits(recipe, g);
        return recipe;
    }
    const std::vector<std::byte> bytes = read_file(options.units, std::size_t{64} << 20);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const auto rankings =
        rankings_from_json(parse_json_text(text, options.units.string()), options.units.string());
    const auto found = std::ranges::find_if(rankings, [&](const UnitRanking& ranking) {
        return options.block == 0 || ranking.block == options.block;
    });
    if (found == rankings.end()) {
        fail("{}: there is no ranking of block {} in it", options.units.string(), options.block);
    }
    EditRecipe recipe{found->name, {}, block_shapes(g), {}};
    Edit edit;
    edit.block = found->block;
    edit.units = found->first(options.top > 0 ? options.top : found->positive());
    edit.name = fmt::format("{}, {} units", found->name, edit.units->size());
    recipe.edits.push_back(std::move(edit));
    return recipe;
}

// Each sample three times: as it is, edited, and where the two differ; or numbers for programs.
void write_before_after(const AblateOptions& options, Sampler& sampler,
                        const std::vector<Edit>& edits) {
    const ModelSnapshot& model = sampler.model();
    const SheetOptions& sheet = options.sheet;
    if (sheet.out.extension() == ".safetensors") {
        const std::vector<float> z =
            draw_inputs(model.prior, options.seed, options.count, model.generator);
        write_safetensors(
            sheet.out, {{{"before", sampler.images(z)}, {"images", sampler.images(z, edits)}}, {}});
    } else {
        if (!std::in_range<std::int64_t>(options.seed))
            fail_usage("--seed {}: a picture takes seeds up to 2^63 - 1", options.seed);
        Session session;
        session.grid = {static_cast<std::int64_t>(options.seed), options.count};
        session.edits = edits;
        write_picture(
            sheet.out, sampler,
            RecipeMaker(options.model, model)
                .make(RecipeTool::before_after, session,
                      {.columns = sheet.columns, .gap = sheet.gap, .scale = sheet.scale}));
    }
    fmt::print("{} samples before, after and their difference -> {}\n", options.count,
               sheet.out.string());
}

EffectReport measured(const AblateOptions& options, Sampler& sampler,
                      const std::vector<Edit>& edits) {
    const std::unique_ptr<Seer> seer = open_thing(options.thing, sampler);
    Progress progress;
    return try_edits(sampler, *seer, edits, nullptr, options.trial, {},
                     [&](double share) { progress.preparing("Drawing and looking", share); });
}

void bake(const AblateOptions& options, const ModelSnapshot& model, EditRecipe recipe,
          const std::optional<EffectReport>& report) {
    recipe.edits = edits_on(recipe.edits);
    const ModelSnapshot baked = baked_model(model, recipe);
    const std::string id =
        write_baked(baked, recipe, report ? report_to_json(*report) : nlohmann::ordered_json(),
                    options.licence, options.bake);
    fmt::print("{} baked into the weights -> {}, with its model card; id {}\n",
               recipe.name.empty() ? "The edits" : recipe.name, options.bake.string(),
               id.substr(0, 12));
}

int run_ablate(const AblateOptions& options) {
    const bool draw = !options.sheet.out.empty();
    if (options.recipe.empty() == options.units.empty()) {
        throw UsageError("say what to edit: --recipe EDITS.json, or --units UNITS.json");
    }
    if (!draw && !options.measure && options.bake.empty() && !options.back.on) {
        throw UsageError("say what to do with it: --out, --measure, --bake or --bring-back");
    }
    if (options.json && !options.measure) throw UsageError("--json goes with --measure");
    if (draw) options.sheet.check();
    Sampler sampler(options.model.open(), options.model.which());
    const ModelSnapshot& model = sampler.model();
    const EditRecipe recipe = recipe_of(options, model.generator);
    if (draw) write_before_after(options, sampler, recipe.edits);
    std::optional<EffectReport> report;
    if (options.measure) {
        report = measured(options, sampler, recipe.edits);
        fmt::print("{}",
                   options.json ? report_to_json(*report).dump(2) + "\n" : report_text(*report));
    }
    if (!options.bake.empty()) bake(options, model, recipe, report);
    if (options.back.on)
        return run_bring_back(options.model, options.thing, recipe.edits, options.back);
    return 0;
}

}  // namespace

void add_ablate(CLI::App& app, Run& run) {
    auto options = std::make_shared<AblateOptions>();
    CLI::App* command = app.add_subcommand(
        "ablate", "Edit a generator's feature maps: draw, measure, or bake it into the weights.");
    options->model.add_to(*command);
    command
        ->add_option("--recipe", options->recipe, "EDITS.json, as the window or dissect saves it.")
        ->check(CLI::ExistingFile);
    command->add_option("--units", options->units, "UNITS.json of dissect: ablates its top units.")
        ->check(CLI::ExistingFile);
    command->add_option("--block", options->block, "Which ranking of --units; left out: the first.")
        ->check(CLI::Range(1, 100));
    command->add_option("--top", options->top, "Units of --units; left out: all of positive score.")
        ->check(CLI::Range(1, 100000));
    command->add_option("--seed", options->seed, "Of the samples that --out shows.")
        ->check(seed_check())
        ->capture_default_str();
    command->add_option("--count", options->count, "How many.")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    options->sheet.add_to(*command);
    command->get_option("--out")->required(false);
    command->add_flag("--measure", options->measure,
                      "What the edits do to random images that have the thing, beside as many "
                      "others as active, with intervals of 95 %.");
    options->thing.add_to(*command);
    command->add_option("--images", options->trial.count, "Images that --measure looks at.")
        ->check(CLI::Range(16, 100000))
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print the measurement as JSON.");
    command->add_option("--bake", options->bake,
                        "MODEL.safetensors to write: draws without edits what this draws with "
                        "them; the measurement goes into its model card.");
    command->add_option("--licence,--license", options->licence,
                        "Licence of the weights, for the model card.");
    options->back.add_to(*command);
    command->footer(
        "Examples:\n"
        "  zscope ablate rooms --units units.json --top 40 --seed 3 --out grid.png\n"
        "  zscope ablate rooms --recipe no-windows.json --measure --concept window "
        "--bake no-windows.safetensors");
    command->callback([options, &run] { run = [options] { return run_ablate(*options); }; });
}

}  // namespace zscope::app
