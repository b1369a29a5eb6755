// SPDX-License-Identifier: MIT
#include "app/commands/surgery_back.h"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "app/commands/progress.h"
#include "core/base/error.h"
#include "core/base/usage_error.h"
#include "core/engine/picture.h"
#include "core/image/grid.h"
#include "core/io/image_codec.h"
#include "core/latent/labels.h"
#include "core/latent/torch_randn.h"
#include "core/statistics/intervals.h"
#include "core/surgery/baking.h"

namespace zscope::app {

namespace {

struct Attacked {
    std::string name, file;
    SnapshotPointer model;
};
struct Outcome {
    std::string name;
    Estimate found;        // share of searches whose end the second oracle sees the thing in
    Estimate pixels;       // that it sees, an image; not known() of what has no place
    Estimate random;       // share of random z that show it
    Estimate first_found;  // by the oracle that was maximised
};

Estimate share_with(const ThingLooks& looks, const Thing& thing) {
    std::int64_t hits = 0;
    for (std::int64_t i = 0; i < looks.count; ++i)
        hits += has_thing(looks, thing.question(), i) ? 1 : 0;
    return wilson_share(hits, looks.count);
}

Estimate pixels_in(const ThingLooks& looks, const Thing& thing) {
    if (thing.segment == 0) return {};
    std::vector<double> counts;
    for (std::int64_t i = 0; i < looks.count; ++i)
        counts.push_back(static_cast<double>(pixels_of_thing(looks, thing.segment, i)));
    return bootstrap_mean(counts, 1);
}

// The edits with as many other units in their place.
std::vector<Edit> of_other_units(Sampler& sampler, std::vector<Edit> edits, std::uint64_t seed) {
    const ModelSnapshot& model = sampler.model();
    constexpr std::int64_t kImages = 64;
    const std::vector<float> z = draw_inputs(model.prior, seed, kImages, model.generator);
    for (Edit& edit : edits) {
        if (!edit.units) fail("an edit of a whole block leaves no other units to compare with");
        const std::vector<double> activation = mean_activation(sampler, edit.block, z);
        edit.units = equally_active_units(activation, *edit.units, {}, seed);
    }
    return edits;
}

SnapshotPointer baked(const ModelSnapshot& model, const std::vector<Edit>& edits) {
    return std::make_shared<const ModelSnapshot>(bake_edits(model, edits));
}

Outcome attack(const Attacked& target, Weights weights, const std::filesystem::path& by,
               const Thing& first, const Thing& second, const BackOptions& options) {
    Progress progress;
    const std::vector<float> z =
        bring_back(target.model, weights, by, first.name, options.search, {},
                   [&](double share) { progress.preparing("Searching, " + target.name, share); });
    Sampler sampler(target.model, weights);
    const ModelSnapshot& model = sampler.model();
    const ThingLooks found = look_at(sampler, &second, z, {});
    const std::vector<float> random =
        draw_inputs(model.prior, mix_seed(options.search.seed, 9), 1000, model.generator);
    if (!options.sheets.empty()) {
        const std::filesystem::path file =
            fmt::format("{}-{}.png", options.sheets.string(), target.file);
        write_png(file, make_grid(tiles_of(sampler.images(z)), GridLayout{.scale = 2}));
    }
    return {target.name, share_with(found, second), pixels_in(found, second),
            share_with(look_at(sampler, &second, random, {}), second),
            share_with(look_at(sampler, &first, z, {}), first)};
}

std::string share_text(const Estimate& e) {
    return fmt::format("{:.1f} [{:.1f}, {:.1f}] %", 100.0 * e.value, 100.0 * e.low, 100.0 * e.high);
}

std::string verdict(const Outcome& whole, const Outcome& ablated, const Outcome& other,
                    const std::string& thing) {
    constexpr double kFinds = 0.5;  // of its tries, where nothing is missing
    if (whole.found.value < kFinds) {
        return fmt::format(
            "The search brings {} back in only {:.0f} % of its tries with all units there: it is "
            "too weak to say what is gone. Give it more --steps.",
            thing, 100.0 * whole.found.value);
    }
    if (ablated.found.high < whole.found.low && ablated.found.high < other.found.low) {
        return fmt::format(
            "With these units gone the search brings {} back in {:.0f} % of its tries, in {:.0f} % "
            "without as many others, in {:.0f} % with all units: {} hang on these units{}.",
            thing, 100.0 * ablated.found.value, 100.0 * other.found.value,
            100.0 * whole.found.value, thing, ablated.found.value > 0.5 ? " in part only" : "");
    }
    if (ablated.found.low < kFinds) {
        return fmt::format(
            "With these units gone the search brings {} back in {:.0f} % of its tries, in {:.0f} % "
            "without as many others, in {:.0f} % with all units: no difference that so many tries "
            "could show. Give it more --starts.",
            thing, 100.0 * ablated.found.value, 100.0 * other.found.value,
            100.0 * whole.found.value);
    }
    return fmt::format(
        "The search brings {} back in {:.0f} % of its tries even with these units gone ({:.0f} % "
        "without as many others, {:.0f} % with all): the generator has other ways to draw it, and "
        "taking these units out is no censorship that holds.",
        thing, 100.0 * ablated.found.value, 100.0 * other.found.value, 100.0 * whole.found.value);
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

int run_bring_back(const ModelArgument& argument, const ThingArgument& thing_argument,
                   const std::vector<Edit>& edits, const BackOptions& options) {
    if (thing_argument.concept_key.empty()) {
        throw UsageError("--bring-back needs --concept: an oracle has to say what is back");
    }
    const SnapshotPointer model = argument.open();
    Sampler sampler(model, argument.which());
    const std::unique_ptr<Seer> seer = open_thing(thing_argument, sampler);
    const std::filesystem::path by = oracle_file(thing_argument, *model);
    Oracle check = Oracle::shipped(seer->oracle->world(), true);
    const Thing second = thing_of_oracle(check, thing_argument.concept_key);
    const std::vector<Attacked> targets{
        {"whole", "whole", model},
        {"edits baked in", "edited", baked(*model, edits)},
        {"as many others", "others",
         baked(*model, of_other_units(sampler, edits, options.search.seed))}};
    std::vector<Outcome> outcomes;
    for (const Attacked& target : targets) {
        outcomes.push_back(attack(target, argument.which(), by, *seer->thing, second, options));
    }
    fmt::print("{} back, after {} searches of {} steps each; seen by the second oracle of {}\n",
               thing_argument.concept_key, options.search.starts, options.search.steps,
               check.world().name());
    fmt::print("  {:<18}{:<24}{:<24}{:<24}{}\n", "", "found", "by the first oracle", "random z",
               "pixels an image");
    for (const Outcome& outcome : outcomes) {
        const Estimate& px = outcome.pixels;
        fmt::print(
            "  {:<18}{:<24}{:<24}{:<24}{}\n", outcome.name, share_text(outcome.found),
            share_text(outcome.first_found), share_text(outcome.random),
            px.known() ? fmt::format("{:.0f} [{:.0f}, {:.0f}]", px.value, px.low, px.high) : "-");
    }
    fmt::print("\n{}\n",
               verdict(outcomes[0], outcomes[1], outcomes[2], thing_argument.concept_key));
    return 0;
}

}  // namespace zscope::app
