// SPDX-License-Identifier: MIT
#include "core/engine/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/image/difference.h"
#include "core/image/grid.h"
#include "core/io/recipe_file.h"
#include "core/latent/path.h"

namespace zscope {

namespace {

constexpr std::size_t kMostFrames = 10'000;

void tell(const ShareDone& share, double done) {
    if (share) share(done);
}

Tiles draw_tiles(Sampler& sampler, std::span<const float> z, std::span<const Edit> edits,
                 const std::stop_token& stop, const ShareDone& share) {
    return tiles_of(draw_each(sampler, z, edits, stop, share));
}

void check_pixels(const PicturePlan& plan, std::int64_t size) {
    constexpr std::int64_t kMostPixels = std::int64_t{1} << 28;
    const std::int64_t columns =
        std::min<std::int64_t>(plan.layout.columns, std::ssize(plan.cells));
    const std::int64_t lines = (std::ssize(plan.cells) + columns - 1) / columns;
    const std::int64_t step = size * plan.layout.scale + plan.layout.padding;
    if ((columns * step + plan.layout.padding) * (lines * step + plan.layout.padding) > kMostPixels)
        fail("{} by {} images at scale {} are too large a picture: take a smaller scale", columns,
             lines, plan.layout.scale);
}

std::shared_ptr<const ImageRgba8> tile_at(const PicturePlan& plan, std::size_t place,
                                          std::size_t row, const Tiles& with_edits,
                                          const Tiles& without) {
    switch (plan.shows.empty() ? PlaceShows::with_edits : plan.shows.at(place)) {
        case PlaceShows::with_edits:
            return with_edits.at(row);
        case PlaceShows::without:
            return without.at(row);
        case PlaceShows::difference:
            break;
    }
    return std::make_shared<const ImageRgba8>(
        difference_map(*without.at(row), *with_edits.at(row)));
}

struct Books {
    explicit Books(const Recipe& recipe) {
        samples.restore(recipe.samples);
        directions.restore(recipe.directions);
    }
    SampleBook samples;
    DirectionBook directions;
};

std::vector<float> path_frames(Sampler& sampler, const Recipe& recipe, const std::stop_token& stop,
                               const ShareDone& share) {
    const double fps = recipe.layout.fps;
    const LatentPath path =
        path_of(recipe.session.path, Books(recipe).samples, space_of(sampler.model()));
    if (path_duration_s(path) * fps > static_cast<double>(kMostFrames))
        fail("{:.0f} s at {} frames a second are more than {} frames", path_duration_s(path), fps,
             kMostFrames);
    PathPace pace = even_pace(path);
    if (recipe.session.path.equal_speed) {
        pace = measured_pace(path, kPaceProbes, [&](std::span<const double> positions) {
            return draw_each(sampler, latents_on_path(path, positions), recipe.session.edits, stop,
                             share);
        });
    }
    return latents_on_path(path, frame_positions(path, pace, fps));
}

std::vector<float> walk_frames(const Recipe& recipe, const LatentSpace& space) {
    const Books books(recipe);
    const WalkState& state = recipe.session.walk;
    const WalkPlan plan = walk_of(state, books.samples, space);
    const std::int64_t steps = clip_steps(recipe),
                       between = images_between(state, recipe.layout.fps);
    if (steps * (between + 1) > static_cast<std::int64_t>(kMostFrames))
        fail("{} steps with {} images between are more than {} frames", steps, between,
             kMostFrames);
    // Directions and labels come last, as everywhere: without them, the walk itself.
    Session bare;
    bare.walk = state;
    WalkPlan unlabelled = plan;
    unlabelled.label.clear();
    std::vector<float> rows =
        walk_rows(bare, unlabelled, books.directions, 0, static_cast<std::size_t>(steps));
    rows = with_rows_between(rows, plan.start.size(), static_cast<int>(between), space.prior,
                             state.kind == WalkKind::loop);
    if (recipe.session.directions.target == DirectionTarget::walk)
        rows = directed(rows, plan.start.size(), recipe.session.directions, books.directions);
    return plan.with_label(rows);
}

}  // namespace

HostTensor draw_each(Sampler& sampler, std::span<const float> z, std::span<const Edit> edits,
                     const std::stop_token& stop, const ShareDone& share) {
    const Architecture& g = sampler.model().generator;
    const auto nz = static_cast<std::size_t>(g.inputs());
    const std::size_t count = z.size() / nz;
    std::vector<float> values;
    for (std::size_t i = 0; i < count; ++i) {
        const HostTensor image = sampler.images(z.subspan(i * nz, nz), edits, stop);
        values.insert(values.end(), image.f32().begin(), image.f32().end());
        tell(share, static_cast<double>(i + 1) / static_cast<double>(count));
    }
    if (stop.stop_requested()) fail("stopped");
    const std::int64_t side = g.image_size();
    return HostTensor::from_floats({static_cast<std::int64_t>(count), g.channels, side, side},
                                   values);
}

Tiles tiles_of(const HostTensor& images) {
    const auto channels = static_cast<int>(images.shape[1]);
    const auto size = static_cast<int>(images.shape[2]);
    const auto one = static_cast<std::size_t>(channels) * static_cast<std::size_t>(size * size);
    Tiles tiles;
    for (std::size_t i = 0; i < static_cast<std::size_t>(images.shape[0]); ++i) {
        tiles.push_back(std::make_shared<const ImageRgba8>(
            image_from_planes(images.f32().subspan(i * one, one), channels, size)));
    }
    return tiles;
}

LatentSpace space_of(const ModelSnapshot& model) {
    return {model.generator.inputs(), model.generator.labels, model.prior};
}

RecipeModel recipe_model(const ModelSnapshot& model, Weights weights, std::string path) {
    return {shown_id(model, weights), model.name, resolve_weights(model, weights), std::move(path)};
}

std::optional<Weights> weights_with_id(const ModelSnapshot& model, const std::string& id,
                                       Weights first) {
    if (id.empty()) return std::nullopt;
    if (first == Weights::ema && model.id_ema == id) return Weights::ema;
    if (model.id_raw == id) return Weights::raw;
    if (model.id_ema == id) return Weights::ema;
    return std::nullopt;
}

ImageRgba8 draw_picture(Sampler& sampler, const PicturePlan& plan, const std::stop_token& stop,
                        const ShareDone& share) {
    check_pixels(plan, sampler.model().generator.image_size());
    const double half = plan.shows.empty() ? 1.0 : 0.5;
    const Tiles drawn = draw_tiles(sampler, plan.z, plan.edits, stop,
                                   [&](double done) { tell(share, half * done); });
    Tiles plain;
    if (!plan.shows.empty()) {
        plain = draw_tiles(sampler, plan.z, {}, stop,
                           [&](double done) { tell(share, half + half * done); });
    }
    Tiles places;
    for (std::size_t place = 0; place < plan.cells.size(); ++place) {
        const std::int64_t cell = plan.cells[place];
        places.push_back(cell < 0
                             ? nullptr
                             : tile_at(plan, place, static_cast<std::size_t>(cell), drawn, plain));
    }
    return make_grid(places, plan.layout);
}

std::vector<float> clip_latents(Sampler& sampler, const Recipe& recipe, const std::stop_token& stop,
                                const ShareDone& share) {
    check_recipe(recipe, "the clip");
    if (recipe.layout.fps <= 0.0) fail("a clip needs a number of frames a second");
    return recipe.tool == RecipeTool::path ? path_frames(sampler, recipe, stop, share)
                                           : walk_frames(recipe, space_of(sampler.model()));
}

PicturePlan plan_recipe(Sampler& sampler, const Recipe& recipe, const std::stop_token& stop,
                        const ShareDone& share) {
    const LatentSpace space = space_of(sampler.model());
    if (recipe.layout.fps <= 0.0) return plan_picture(recipe, space);
    return plan_of_frames(recipe, clip_latents(sampler, recipe, stop, share), space.nz);
}

ClipRecipes recipes_of(const Recipe& recipe, std::vector<float> z, std::int64_t nz) {
    const auto width = static_cast<std::size_t>(nz);
    const auto one = [recipe, z = std::move(z), width](std::size_t frame) {
        Recipe single;
        single.tool = RecipeTool::sample;
        single.model = recipe.model;
        single.arithmetic = recipe.arithmetic;
        single.layout = {.columns = 1, .gap = 0, .scale = recipe.layout.scale};
        single.session.edits = recipe.session.edits;
        single.session.selection = {1};
        const auto row = z.begin() + static_cast<std::ptrdiff_t>(frame * width);
        SampleOrigin origin;
        origin.tool = word_of(recipe.tool);
        origin.text = fmt::format("frame {} of a {}", frame, word_of(recipe.tool));
        const std::vector<float> own(row, row + static_cast<std::ptrdiff_t>(width));
        single.samples = {Sample{1, own, std::move(origin), {}}};
        return recipe_text(single);
    };
    return {recipe_text(recipe), one};
}

Clip draw_clip(Sampler& sampler, const Recipe& recipe, const std::stop_token& stop,
               const ShareDone& share) {
    const bool measured = recipe.tool == RecipeTool::path && recipe.session.path.equal_speed;
    const double before = measured ? 0.5 : 0.0;
    std::vector<float> z =
        clip_latents(sampler, recipe, stop, [&](double done) { tell(share, before * done); });
    Tiles tiles = draw_tiles(sampler, z, recipe.session.edits, stop,
                             [&](double done) { tell(share, before + (1.0 - before) * done); });
    return {std::move(tiles), recipe.layout.fps, static_cast<int>(recipe.layout.scale),
            recipes_of(recipe, std::move(z), sampler.model().generator.inputs())};
}

PathPace measured_pace(const LatentPath& path, int probes,
                       const std::function<HostTensor(std::span<const double>)>& draw) {
    const std::vector<double> positions = probe_positions(path, probes);
    const HostTensor images = draw(positions);
    const auto each = static_cast<std::size_t>(images.count() / images.shape[0]);
    return equal_speed_pace(positions, step_curve(images.f32(), each, false));
}

}  // namespace zscope
