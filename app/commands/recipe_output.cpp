// SPDX-License-Identifier: MIT
#include "app/commands/recipe_output.h"

#include <fmt/format.h>

#include <stop_token>
#include <utility>

#include "app/commands/progress.h"
#include "app/window/signals.h"
#include "core/base/error.h"
#include "core/io/model_file.h"
#include "core/io/recipe_file.h"

namespace zscope::app {

namespace {

constexpr std::size_t kShort = 64;  // images: done before a bar could be read

}  // namespace

RecipeMaker::RecipeMaker(const ModelArgument& argument, const ModelSnapshot& model)
    : who_(recipe_model(
          model, argument.which(),
          std::filesystem::absolute(resolve_model(argument.model)).lexically_normal().string())),
      ref_{OpenedModel{who_.id, who_.path}, argument.which()} {}

SampleId RecipeMaker::sample(const std::vector<float>& z, const LatentSource& source) {
    SampleOrigin origin;
    const auto* seed = std::get_if<SeedSource>(&source);
    if (seed != nullptr && std::in_range<std::int64_t>(seed->seed)) {
        origin.seed = static_cast<std::int64_t>(seed->seed);
        origin.row = seed->row;
        origin.count = seed->count;
    } else {
        origin.tool = "file";
        origin.text = text_of(source);
    }
    return samples_.add(z, std::move(origin), ref_);
}

Recipe RecipeMaker::make(RecipeTool tool, const Session& session,
                         const RecipeLayout& layout) const {
    return make_recipe(tool, session, samples_, DirectionBook(), who_, layout);
}

void write_picture(const std::filesystem::path& out, Sampler& sampler, const Recipe& recipe) {
    const SignalFlag signal;
    const PicturePlan plan = plan_picture(recipe, space_of(sampler.model()));
    Progress progress;
    std::stop_source stop;
    const std::string what = fmt::format("Drawing {} images", plan.cells.size());
    const ImageRgba8 image = draw_picture(sampler, plan, stop.get_token(), [&](double share) {
        if (SignalFlag::raised()) fail("stopped; nothing was written");
        if (plan.cells.size() > kShort) progress.preparing(what, share);
    });
    write_png(out, image, recipe);
}

}  // namespace zscope::app
