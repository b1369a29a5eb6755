// SPDX-License-Identifier: MIT
#include "core/session/recipe.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/session/recipe_ids.h"

namespace zscope {

namespace {

bool does_something(const DirectionUse& use) {
    return use.strength != 0.0 || use.locked;
}

DirectionsState at_work(DirectionsState state) {
    std::erase_if(state.list, [](const DirectionUse& use) { return !does_something(use); });
    return state;
}

void keep_directions(const Session& session, Session& part) {
    part.directions = at_work(session.directions);
    switch (session.directions.target) {
        case DirectionTarget::sample:
            if (!session.selection.empty()) part.selection = {session.selection.back()};
            break;
        case DirectionTarget::tray:
            part.tray = session.tray;
            break;
        case DirectionTarget::walk:
            part.walk.start = session.walk.start;
            break;
    }
}

void keep_walk(const Session& session, Session& part) {
    part.walk = session.walk;
    // Only then does the walk feel them.
    if (session.directions.target == DirectionTarget::walk)
        part.directions = at_work(session.directions);
}

void check_range(std::int64_t value, std::int64_t least, std::int64_t most, const char* what,
                 std::string_view where) {
    if (value < least || value > most)
        fail("{}: {} must be {} to {}, not {}", where, what, least, most, value);
}

template <class Items, class IdOf>
void check_ids(const std::vector<std::int64_t>& used, const Items& items, IdOf id_of,
               const char* what, std::string_view where) {
    std::set<std::int64_t> there;
    for (const auto& item : items) {
        if (id_of(item) <= 0 || !there.insert(id_of(item)).second)
            fail("{}: the {} #{} is there twice, or has no number", where, what, id_of(item));
    }
    for (const std::int64_t id : used) {
        if (!there.contains(id)) fail("{}: it uses {} #{}, which is not in it", where, what, id);
    }
}

// The recipe's, in its order: where they are added up, order decides on the last bit. What else is
// listed stays where a person can find it, and does nothing.
DirectionsState with_others(const DirectionsState& recipe, const DirectionsState& now) {
    DirectionsState state = recipe;
    for (const DirectionUse& use : now.list) {
        if (std::ranges::find(recipe.list, use.id, &DirectionUse::id) == recipe.list.end())
            state.list.push_back({use.id, 0.0, false});
    }
    return state;
}

void add_tray(const std::vector<SampleId>& wanted, const std::vector<SampleId>& now,
              std::vector<ActionKind>& actions) {
    if (wanted == now) return;
    if (!now.empty()) actions.emplace_back(TrayRemove{now});
    if (!wanted.empty()) actions.emplace_back(TrayKeep{wanted});
}

void add_directions(const Recipe& recipe, const Session& now, std::vector<ActionKind>& actions) {
    const Session& wanted = recipe.session;
    if (wanted.directions.target == DirectionTarget::tray) add_tray(wanted.tray, now.tray, actions);
    if (wanted.directions.target == DirectionTarget::sample)
        actions.emplace_back(SelectionChange{SelectHow::replace, wanted.selection});
    if (wanted.directions.target == DirectionTarget::walk) {
        WalkState walk = now.walk;
        if (walk.start != wanted.walk.start) {
            walk = WalkState{};
            walk.start = wanted.walk.start;
        }
        actions.emplace_back(WalkSet{walk});
    }
    actions.emplace_back(DirectionsSet{with_others(wanted.directions, now.directions)});
}

void add_walk(const Recipe& recipe, const Session& now, std::vector<ActionKind>& actions) {
    actions.emplace_back(WalkSet{recipe.session.walk});
    const bool felt = recipe.session.directions.target == DirectionTarget::walk;
    DirectionsState state = with_others(recipe.session.directions, now.directions);
    // Directions that would change the walk now and did not then.
    if (!felt) state = now.directions;
    if (!felt && now.directions.target == DirectionTarget::walk)
        state.target = DirectionTarget::sample;
    if (state != now.directions) actions.emplace_back(DirectionsSet{state});
}

void add_tool(const Recipe& recipe, const Session& now, std::vector<ActionKind>& actions) {
    const Session& wanted = recipe.session;
    switch (recipe.tool) {
        case RecipeTool::sample:
            actions.emplace_back(SelectionChange{SelectHow::replace, wanted.selection});
            actions.emplace_back(TruncationSet{wanted.truncation});
            break;
        case RecipeTool::samples:
            actions.emplace_back(GridSet{wanted.grid.seed, wanted.grid.count, wanted.grid.label});
            break;
        case RecipeTool::interpolate: {
            const InterpolateState& state = wanted.interpolate;
            actions.emplace_back(InterpolateSet{state.a, state.b, state.t, state.mode});
            break;
        }
        case RecipeTool::calculate:
            actions.emplace_back(EquationSet{wanted.equation});
            actions.emplace_back(CalculateSet{wanted.calculate});
            break;
        case RecipeTool::directions:
            add_directions(recipe, now, actions);
            break;
        case RecipeTool::path:
            actions.emplace_back(PathSet{wanted.path});
            break;
        case RecipeTool::sheet:
            actions.emplace_back(SheetSet{wanted.sheet});
            break;
        case RecipeTool::walk:
            add_walk(recipe, now, actions);
            break;
        case RecipeTool::before_after:
            actions.emplace_back(SelectionChange{SelectHow::replace, wanted.selection});
            if (wanted.selection.empty()) {
                actions.emplace_back(
                    GridSet{wanted.grid.seed, wanted.grid.count, wanted.grid.label});
            } else {
                actions.emplace_back(TruncationSet{wanted.truncation});
            }
            break;
    }
}

}  // namespace

std::string_view word_of(RecipeTool tool) {
    static constexpr std::array<std::string_view, 9> kWords{
        "sample", "samples", "interpolate", "calculate",   "directions",
        "path",   "sheet",   "walk",        "before-after"};
    return kWords.at(static_cast<std::size_t>(tool));
}

Session recipe_part(RecipeTool tool, const Session& session) {
    Session part;
    part.edits = session.edits;
    switch (tool) {
        case RecipeTool::sample:
            part.selection = session.selection;
            part.truncation = session.truncation;
            break;
        case RecipeTool::samples:
            part.grid = session.grid;
            break;
        case RecipeTool::interpolate:
            part.interpolate = session.interpolate;
            break;
        case RecipeTool::calculate:
            part.equation = session.equation;
            part.calculate = session.calculate;
            break;
        case RecipeTool::directions:
            keep_directions(session, part);
            break;
        case RecipeTool::path:
            part.path = session.path;
            break;
        case RecipeTool::sheet:
            part.sheet = session.sheet;
            break;
        case RecipeTool::walk:
            keep_walk(session, part);
            break;
        case RecipeTool::before_after:
            part.selection = session.selection;
            if (session.selection.empty()) {
                part.grid = session.grid;
            } else {
                part.truncation = session.truncation;
            }
            break;
    }
    return part;
}

Recipe make_recipe(RecipeTool tool, const Session& session, const SampleBook& samples,
                   const DirectionBook& directions, RecipeModel model, RecipeLayout layout) {
    Recipe recipe;
    recipe.tool = tool;
    recipe.model = std::move(model);
    recipe.session = recipe_part(tool, session);
    recipe.layout = layout;
    for (const SampleId id : samples_of(recipe.session)) {
        const SamplePointer sample = samples.find(id);
        if (sample == nullptr) fail("sample #{} is not in the library any more", id);
        recipe.samples.push_back(*sample);
    }
    for (const DirectionId id : directions_of(recipe.session)) {
        const DirectionPointer direction = directions.find(id);
        if (direction == nullptr) fail("direction #{} is not in the library any more", id);
        recipe.directions.push_back({id, *direction});
    }
    check_recipe(recipe, "a picture");
    return recipe;
}

void check_recipe(const Recipe& recipe, std::string_view where) {
    if (recipe_part(recipe.tool, recipe.session) != recipe.session) {
        fail("{}: it holds parts of a session that a picture of \"{}\" does not have", where,
             word_of(recipe.tool));
    }
    check_ids(
        samples_of(recipe.session), recipe.samples, [](const Sample& sample) { return sample.id; },
        "sample", where);
    check_ids(
        directions_of(recipe.session), recipe.directions,
        [](const KeptDirection& kept) { return kept.id; }, "direction", where);
    const RecipeLayout& layout = recipe.layout;
    check_range(layout.columns, 0, kMostRecipeColumns, "columns", where);
    check_range(layout.rows, 0, kMostRecipeSide, "rows", where);
    check_range(layout.images, 0, kMostRecipeImages, "images", where);
    check_range(layout.gap, 0, kMostRecipeGap, "gap", where);
    check_range(layout.scale, 1, kMostRecipeScale, "scale", where);
    if (layout.fps == 0.0) return;
    if (!(layout.fps >= kLeastRecipeFps && layout.fps <= kMostRecipeFps))
        fail("{}: frames a second must be {} to {}, not {}", where, kLeastRecipeFps, kMostRecipeFps,
             layout.fps);
    if (recipe.tool != RecipeTool::path && recipe.tool != RecipeTool::walk)
        fail("{}: a picture of \"{}\" does not move", where, word_of(recipe.tool));
}

Recipe in_books(Recipe recipe, SampleBook& samples, DirectionBook& directions) {
    std::map<SampleId, SampleId> sample_ids{{0, 0}};
    for (Sample& sample : recipe.samples) {
        const SampleId id = samples.add(sample.z, sample.origin, sample.model);
        sample_ids[std::exchange(sample.id, id)] = id;
    }
    std::map<DirectionId, DirectionId> direction_ids{{0, 0}};
    for (KeptDirection& kept : recipe.directions) {
        const DirectionId id = directions.add(kept.direction);
        direction_ids[std::exchange(kept.id, id)] = id;
    }
    each_sample(recipe.session, [&](SampleId& id) { id = sample_ids.at(id); });
    each_direction(recipe.session, [&](DirectionId& id) { id = direction_ids.at(id); });
    return recipe;
}

std::vector<ActionKind> recipe_actions(const Recipe& recipe, const Session& now) {
    std::vector<ActionKind> actions;
    if (recipe.session.edits != now.edits) actions.emplace_back(EditsSet{recipe.session.edits});
    add_tool(recipe, now, actions);
    return actions;
}

}  // namespace zscope
