// SPDX-License-Identifier: MIT
#include "core/session/picture_plan.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "core/base/error.h"
#include "core/latent/interpolate.h"
#include "core/latent/labels.h"
#include "core/session/equation_terms.h"

namespace zscope {

namespace {

constexpr std::int64_t kStrip = 9, kSamples = 12, kPerSegment = 8, kSteps = 16, kSheet = 8;
constexpr int kNoiseSide = 3;  // DCGAN, figure 7

void append(std::vector<float>& rows, std::span<const float> more) {
    rows.insert(rows.end(), more.begin(), more.end());
}

std::int64_t or_own(std::int64_t asked, std::int64_t own) {
    return asked > 0 ? asked : own;
}

// A recipe's samples and directions as the books that the tools take.
struct Planning {
    Planning(const Recipe& of, const LatentSpace& in) : recipe(of), space(in) {
        samples.restore(of.samples);
        directions.restore(of.directions);
    }

    std::vector<float> latent(SampleId id, std::string_view what) const {
        return sample_latent(id, samples, space, what);
    }
    std::size_t nz() const { return static_cast<std::size_t>(space.nz); }

    const Recipe& recipe;
    const LatentSpace& space;
    SampleBook samples;
    DirectionBook directions;
};

// One image after another.
PicturePlan in_order(std::vector<float> z, std::int64_t nz, std::int64_t columns) {
    PicturePlan plan;
    plan.z = std::move(z);
    const auto count = static_cast<std::int64_t>(plan.z.size()) / nz;
    plan.cells.resize(static_cast<std::size_t>(count));
    std::iota(plan.cells.begin(), plan.cells.end(), 0);
    plan.layout.columns =
        static_cast<int>(columns > 0 ? columns : square_columns(static_cast<int>(count)));
    return plan;
}

PicturePlan plan_samples(const Planning& planning) {
    const Session& session = planning.recipe.session;
    if (session.selection.empty()) fail("no sample is selected");
    std::vector<float> z;
    for (const SampleId id : session.selection)
        append(z, planning.latent(id, "the sample"));
    if (session.truncation != 1.0)
        for (float& value : z)
            value = static_cast<float>(value * session.truncation);
    return in_order(std::move(z), planning.space.nz, planning.recipe.layout.columns);
}

PicturePlan plan_grid(const Planning& planning) {
    const GridState& grid = planning.recipe.session.grid;
    const LatentSpace& space = planning.space;
    if (grid.count < 1 || grid.count > kMostRecipeImages || grid.seed < 0)
        fail("{} samples of seed {} cannot be drawn", grid.count, grid.seed);
    Architecture generator;
    generator.nz = space.nz - space.labels;
    generator.labels = space.labels;
    const std::int64_t label = grid.label < space.labels ? grid.label : kLabelsInTurn;
    return in_order(draw_inputs(space.prior, static_cast<std::uint64_t>(grid.seed), grid.count,
                                generator, label),
                    space.nz, planning.recipe.layout.columns);
}

PicturePlan plan_strip(const Planning& planning) {
    const InterpolateState& state = planning.recipe.session.interpolate;
    const std::int64_t images = or_own(planning.recipe.layout.images, kStrip);
    if (images < 2) fail("a strip has at least 2 images");
    return in_order(
        interpolation_strip(planning.latent(state.a, "A"), planning.latent(state.b, "B"),
                            static_cast<int>(images), state.mode),
        planning.space.nz, or_own(planning.recipe.layout.columns, images));
}

PicturePlan plan_equation(const Planning& planning) {
    const Session& session = planning.recipe.session;
    const RecipeLayout& layout = planning.recipe.layout;
    const std::vector<LatentTerm> terms =
        latent_terms(session.equation, planning.samples, planning.space.nz);
    const std::vector<PictureBlock> blocks = equation_blocks(
        terms,
        {session.calculate.noise, static_cast<std::uint64_t>(session.calculate.seed),
         static_cast<std::size_t>(or_own(layout.images, kSamples)), layout.spread, layout.control});
    PicturePlan plan;
    std::int64_t columns = 0;
    plan.cells = block_cells(blocks, columns);
    plan.layout.columns = static_cast<int>(columns);
    for (const PictureBlock& block : blocks)
        append(plan.z, block.z);
    return plan;
}

std::vector<SampleId> targets(const Session& session) {
    switch (session.directions.target) {
        case DirectionTarget::tray:
            return session.tray;
        case DirectionTarget::walk:
            return {session.walk.start};
        case DirectionTarget::sample:
            break;
    }
    return session.selection;
}

PicturePlan plan_directions(const Planning& planning) {
    const Session& session = planning.recipe.session;
    const std::vector<SampleId> ids = targets(session);
    if (ids.empty()) fail("the directions have no sample to change");
    std::vector<float> z;
    for (const SampleId id : ids) {
        const std::vector<float> before = planning.latent(id, "the sample");
        append(z, before);
        append(z, directed(before, planning.nz(), session.directions, planning.directions, nullptr,
                           static_cast<std::size_t>(planning.space.labels)));
    }
    return in_order(std::move(z), planning.space.nz, or_own(planning.recipe.layout.columns, 2));
}

// A line of images for each segment, from its key point on; an open path ends with its last.
PicturePlan plan_path(const Planning& planning) {
    const LatentPath path = path_of(planning.recipe.session.path, planning.samples, planning.space);
    const std::int64_t per_segment = or_own(planning.recipe.layout.images, kPerSegment);
    std::vector<double> positions;
    for (std::size_t segment = 0; segment < path.segments(); ++segment) {
        for (std::int64_t i = 0; i < per_segment; ++i) {
            positions.push_back(static_cast<double>(segment) +
                                static_cast<double>(i) / static_cast<double>(per_segment));
        }
    }
    if (!path.closed) positions.push_back(static_cast<double>(path.segments()));
    return in_order(latents_on_path(path, positions), planning.space.nz,
                    or_own(planning.recipe.layout.columns, per_segment));
}

PicturePlan plan_sheet(const Planning& planning) {
    const RecipeLayout& layout = planning.recipe.layout;
    const SheetPlan sheet = sheet_of(planning.recipe.session.sheet, planning.samples,
                                     planning.directions, planning.space);
    const SheetSize size{static_cast<int>(or_own(layout.columns, kSheet)),
                         static_cast<int>(or_own(layout.rows, kSheet))};
    if (std::min(size.columns, size.rows) < 2 || size.columns > kMostRecipeSide)
        fail("a sheet has 2 to {} images a side", kMostRecipeSide);
    return in_order(sheet.rows(size), planning.space.nz, size.columns);
}

PicturePlan plan_walk(const Planning& planning) {
    const Session& session = planning.recipe.session;
    const RecipeLayout& layout = planning.recipe.layout;
    const WalkPlan walk = walk_of(session.walk, planning.samples, planning.space);
    const std::int64_t count = or_own(layout.images, kSteps);
    const std::int64_t first = std::max<std::int64_t>(0, session.walk.step + 1 - count);
    return in_order(walk_rows(session, walk, planning.directions, static_cast<std::size_t>(first),
                              static_cast<std::size_t>(count)),
                    planning.space.nz, layout.columns);
}

// Each sample three times.
PicturePlan plan_before_after(const Planning& planning) {
    constexpr std::int64_t kAcross = 4;
    const Session& session = planning.recipe.session;
    PicturePlan plan = session.selection.empty() ? plan_grid(planning) : plan_samples(planning);
    const std::int64_t count = std::ssize(plan.cells);
    plan.cells.clear();
    for (std::int64_t row = 0; row < count; ++row) {
        plan.cells.insert(plan.cells.end(), 3, row);
        plan.shows.insert(plan.shows.end(),
                          {PlaceShows::without, PlaceShows::with_edits, PlaceShows::difference});
    }
    const std::int64_t samples = or_own(planning.recipe.layout.columns, std::min(count, kAcross));
    plan.layout.columns = static_cast<int>(3 * samples);
    return plan;
}

PicturePlan plan_tool(const Planning& planning) {
    switch (planning.recipe.tool) {
        case RecipeTool::sample:
            return plan_samples(planning);
        case RecipeTool::samples:
            return plan_grid(planning);
        case RecipeTool::interpolate:
            return plan_strip(planning);
        case RecipeTool::calculate:
            return plan_equation(planning);
        case RecipeTool::directions:
            return plan_directions(planning);
        case RecipeTool::path:
            return plan_path(planning);
        case RecipeTool::sheet:
            return plan_sheet(planning);
        case RecipeTool::walk:
            return plan_walk(planning);
        case RecipeTool::before_after:
            return plan_before_after(planning);
    }
    fail("unknown tool");
}

PicturePlan finished(PicturePlan plan, const Recipe& recipe) {
    plan.layout.padding = static_cast<int>(recipe.layout.gap);
    plan.layout.scale = static_cast<int>(recipe.layout.scale);
    plan.edits = recipe.session.edits;
    if (std::ssize(plan.cells) > 2 * kMostRecipeImages)
        fail("{} images in one picture are too many", plan.cells.size());
    return plan;
}

}  // namespace

std::vector<PictureBlock> equation_blocks(std::span<const LatentTerm> terms,
                                          const EquationPicture& picture) {
    const std::size_t nz = equation_nz(terms);
    PictureBlock means{"the mean of each term", "z_means", {}, 0};
    for (const LatentTerm& term : terms) {
        if (term.exemplars.empty()) continue;
        append(means.z, mean_of_term(term, nz));
        ++means.columns;
    }
    std::vector<PictureBlock> blocks = {means};
    blocks.push_back(
        {fmt::format("the result (middle) and noise of +-{} around it", picture.noise), "z_sheet",
         noise_sheet(solve_equation(terms), kNoiseSide, picture.noise, picture.seed), kNoiseSide});
    const int columns = square_columns(static_cast<int>(picture.samples));
    if (picture.spread) {
        const EquationSpread spread = spread_equation(terms, picture.samples, picture.seed);
        blocks.push_back({fmt::format("spread: the equation of single exemplars, {}",
                                      spread.every ? "every choice" : "some choices"),
                          "z_spread", spread.z, columns});
    }
    if (picture.control) {
        blocks.push_back({"control: random vectors of equal length", "z_control",
                          control_equation(terms, picture.samples, picture.seed), columns});
    }
    return blocks;
}

std::vector<std::int64_t> block_cells(std::span<const PictureBlock> blocks, std::int64_t& columns) {
    columns = 1;
    for (const PictureBlock& block : blocks)
        columns = std::max(columns, block.columns);
    std::vector<std::int64_t> cells;
    std::int64_t next = 0;
    const std::size_t nz =
        blocks.empty() ? 1
                       : blocks.front().z.size() /
                             static_cast<std::size_t>(std::max<std::int64_t>(1, blocks[0].columns));
    for (const PictureBlock& block : blocks) {
        if (!cells.empty()) cells.insert(cells.end(), static_cast<std::size_t>(columns), -1);
        const auto count = static_cast<std::int64_t>(block.z.size() / nz);
        for (std::int64_t i = 0; i < count; ++i) {
            cells.push_back(next++);
            const bool ends = (i + 1) % block.columns == 0 || i + 1 == count;
            while (ends && cells.size() % static_cast<std::size_t>(columns) != 0)
                cells.push_back(-1);
        }
    }
    return cells;
}

std::vector<float> walk_rows(const Session& session, const WalkPlan& plan,
                             const DirectionBook& directions, std::size_t first,
                             std::size_t count) {
    SteppedWalk walk = plan.walk();
    std::vector<float> rows;
    while (walk.step() < first + count) {
        if (walk.step() >= first) append(rows, walk.z());
        walk.advance(attempt_of(session.walk.turns, walk.step() + 1));
    }
    if (session.directions.target == DirectionTarget::walk && !session.directions.list.empty())
        rows = directed(rows, plan.start.size(), session.directions, directions);
    return plan.with_label(rows);
}

PicturePlan plan_picture(const Recipe& recipe, const LatentSpace& space) {
    check_recipe(recipe, "the recipe");
    if (recipe.layout.fps > 0.0) fail("the frames of a clip are planned with who draws them");
    return finished(plan_tool(Planning(recipe, space)), recipe);
}

PicturePlan plan_of_frames(const Recipe& recipe, std::vector<float> z, std::int64_t nz) {
    return finished(in_order(std::move(z), nz, recipe.layout.columns), recipe);
}

}  // namespace zscope
