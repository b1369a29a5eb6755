// SPDX-License-Identifier: MIT
#include "app/commands/recipe_output.h"

#include <fmt/format.h>

#include <utility>

#include "app/commands/progress.h"
#include "app/window/signals.h"
#include "core/base/error.h"
#include "core/io/model_file.h"
#include "core/io/recipe_file.h"

namespace zscope::app {

namespace {

constexpr std::size_t kShort = 64;  // images: done before a bar could be read

void heed_signals() {
    if (SignalFlag::raised()) fail("stopped; nothing was written");
}

}  // namespace

RecipeMaker::RecipeMaker(const ModelArgument& argument, const ModelSnapshot& model)
    : who_(recipe_model(
          model, argument.which(),
          std::filesystem::absolute(resolve_model(argument.model)).lexically_normal().string())),
      ref_{OpenedModel{who_.id, who_.path}, argument.which()},
      nz_(model.generator.nz) {}

SampleId RecipeMaker::sample(const std::vector<float>& z, const WeightedSource& from) {
    SampleOrigin origin;
    const auto* seed = std::get_if<SeedSource>(&from.source);
    const bool drawn = from.weight == 1.0 && std::ssize(z) == nz_;
    if (drawn && seed != nullptr && std::in_range<std::int64_t>(seed->seed)) {
        origin.seed = static_cast<std::int64_t>(seed->seed);
        origin.row = seed->row;
        origin.count = seed->count;
    } else {
        origin.tool = "file";
        origin.text = text_of(from.source);
        if (from.weight != 1.0) origin.text += fmt::format("*{}", from.weight);
    }
    return samples_.add(z, std::move(origin), ref_);
}

DirectionId RecipeMaker::direction(const Direction& direction) {
    return directions_.add(direction);
}

Recipe RecipeMaker::make(RecipeTool tool, const Session& session,
                         const RecipeLayout& layout) const {
    return make_recipe(tool, session, samples_, directions_, who_, layout);
}

void write_picture(const std::filesystem::path& out, Sampler& sampler, const Recipe& recipe) {
    const SignalFlag signal;
    Progress progress;
    const PicturePlan plan = plan_recipe(sampler, recipe, {}, [&](double share) {
        heed_signals();
        progress.preparing("Measuring the pace", share);
    });
    const std::string what = fmt::format("Drawing {} images", plan.cells.size());
    const ImageRgba8 image = draw_picture(sampler, plan, {}, [&](double share) {
        heed_signals();
        if (plan.cells.size() > kShort) progress.preparing(what, share);
    });
    write_png(out, image, recipe);
}

}  // namespace zscope::app
