// SPDX-License-Identifier: MIT
// What a recipe is, for people.
#include <fmt/format.h>

#include <algorithm>

#include "core/session/equation_terms.h"
#include "core/session/recipe.h"

namespace zscope {

namespace {

constexpr std::size_t kMostListed = 12, kShownId = 12;

std::string name_of_sample(const Recipe& recipe, SampleId id) {
    const auto found = std::ranges::find(recipe.samples, id, &Sample::id);
    return found == recipe.samples.end() ? "nothing" : describe(found->origin);
}

std::string list_of(const Recipe& recipe, const std::vector<SampleId>& ids) {
    std::string text;
    for (std::size_t i = 0; i < std::min(ids.size(), kMostListed); ++i)
        text += (i > 0 ? ", " : "") + name_of_sample(recipe, ids[i]);
    if (ids.size() > kMostListed) text += fmt::format(" and {} more", ids.size() - kMostListed);
    return text;
}

std::string mode_word(PathMode mode) {
    return mode == PathMode::lerp ? "lerp" : mode == PathMode::slerp ? "slerp" : "classic slerp";
}

std::string directions_text(const Recipe& recipe) {
    std::string text;
    for (const DirectionUse& use : recipe.session.directions.list) {
        const auto kept = std::ranges::find(recipe.directions, use.id, &KeptDirection::id);
        text += fmt::format("{}{} {:+.2f}{}", text.empty() ? "" : ", ",
                            kept == recipe.directions.end() ? "?" : kept->direction.name,
                            use.strength, use.locked ? " (locked)" : "");
    }
    return text.empty() ? "no direction" : text;
}

std::string equation_lines(const Recipe& recipe) {
    const Session& session = recipe.session;
    std::string text = "An equation: " + equation_text(session.equation);
    for (std::size_t i = 0; i < session.equation.size(); ++i) {
        if (session.equation[i].samples.empty()) continue;
        text +=
            fmt::format("\n  {}: {}", term_letter(i), list_of(recipe, session.equation[i].samples));
    }
    return text + fmt::format("\n  around the result noise of ±{:.2f}, seed {}",
                              session.calculate.noise, session.calculate.seed);
}

std::string sheet_text(const Recipe& recipe) {
    const SheetState& sheet = recipe.session.sheet;
    if (!sheet.of_directions) {
        return fmt::format("A sheet between {} ({})",
                           list_of(recipe, {sheet.corners.begin(), sheet.corners.end()}),
                           mode_word(sheet.mode));
    }
    const auto name = [&recipe](DirectionId id) {
        const auto kept = std::ranges::find(recipe.directions, id, &KeptDirection::id);
        return kept == recipe.directions.end() ? std::string("?") : kept->direction.name;
    };
    return fmt::format(
        "A sheet of {} with {} to the right and {} down, strengths {:+.1f} to {:+.1f}",
        name_of_sample(recipe, sheet.origin), name(sheet.right), name(sheet.down), sheet.first,
        sheet.last);
}

std::string walk_text(const Recipe& recipe) {
    const WalkState& walk = recipe.session.walk;
    const char* kind = walk.kind == WalkKind::random   ? "random"
                       : walk.kind == WalkKind::smooth ? "smooth"
                       : walk.kind == WalkKind::shell  ? "shell"
                                                       : "loop";
    std::string text =
        fmt::format("A {} walk from {}: seed {}, step size {:.2f}, up to step {}", kind,
                    name_of_sample(recipe, walk.start), walk.seed, walk.step_size, walk.step);
    if (!recipe.session.directions.list.empty()) text += ", with " + directions_text(recipe);
    return text;
}

std::string targets_text(const Recipe& recipe) {
    const Session& session = recipe.session;
    switch (session.directions.target) {
        case DirectionTarget::tray:
            return list_of(recipe, session.tray);
        case DirectionTarget::walk:
            return name_of_sample(recipe, session.walk.start);
        case DirectionTarget::sample:
            break;
    }
    return list_of(recipe, session.selection);
}

std::string samples_text(const Recipe& recipe) {
    const Session& session = recipe.session;
    std::string text = fmt::format("{}: {}", session.selection.size() == 1 ? "A sample" : "Samples",
                                   list_of(recipe, session.selection));
    if (session.truncation != 1.0) text += fmt::format(", z times {:.2f}", session.truncation);
    return text;
}

std::string grid_text(const GridState& grid) {
    return fmt::format("The first {} samples of seed {}", grid.count, grid.seed);
}

std::string what_it_shows(const Recipe& recipe) {
    const Session& session = recipe.session;
    switch (recipe.tool) {
        case RecipeTool::sample:
            return samples_text(recipe);
        case RecipeTool::samples:
            return grid_text(session.grid);
        case RecipeTool::interpolate:
            return fmt::format(
                "The way from {} to {} ({})", name_of_sample(recipe, session.interpolate.a),
                name_of_sample(recipe, session.interpolate.b),
                session.interpolate.mode == InterpolationMode::lerp ? "lerp" : "slerp");
        case RecipeTool::calculate:
            return equation_lines(recipe);
        case RecipeTool::directions:
            return fmt::format("Before and after {} on {}", directions_text(recipe),
                               targets_text(recipe));
        case RecipeTool::path: {
            std::vector<SampleId> ids;
            for (const PathStop& stop : session.path.points)
                ids.push_back(stop.id);
            return fmt::format("A {}path through {} ({})", session.path.closed ? "closed " : "",
                               list_of(recipe, ids), mode_word(session.path.mode));
        }
        case RecipeTool::sheet:
            return sheet_text(recipe);
        case RecipeTool::walk:
            return walk_text(recipe);
        case RecipeTool::before_after:
            return "Without the edits, with them, and the difference. " +
                   (session.selection.empty() ? grid_text(session.grid) : samples_text(recipe));
    }
    return {};
}

}  // namespace

std::string describe(const Recipe& recipe) {
    std::string text = what_it_shows(recipe) + "\n";
    text += fmt::format("Model: {} ({}{})", recipe.model.name, recipe.model.id.substr(0, kShownId),
                        recipe.model.id.size() > kShownId ? "…" : "");
    if (recipe.model.weights == Weights::ema) text += ", averaged weights (EMA)";
    if (!recipe.model.path.empty()) text += fmt::format(", last seen at {}", recipe.model.path);
    const auto edits = std::ranges::count_if(recipe.session.edits, &Edit::on);
    if (edits > 0) text += fmt::format("\nEdits of feature maps: {}", edits);
    if (recipe.layout.fps > 0.0)
        text += fmt::format("\nFrames of a clip, {} a second", recipe.layout.fps);
    return text + fmt::format("\nDrawn with {} arithmetic, scale {}", recipe.arithmetic,
                              recipe.layout.scale);
}

}  // namespace zscope
