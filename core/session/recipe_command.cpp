// SPDX-License-Identifier: MIT
#include "core/session/recipe_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <span>

#include "core/image/grid.h"
#include "core/latent/latent_source.h"
#include "core/latent/path_json.h"
#include "core/latent/torch_randn.h"

namespace zscope {

namespace {

constexpr std::int64_t kStrip = 9, kSamples = 12, kSheet = 8, kSteps = 16;

bool any_edit(const Session& session) {
    return std::ranges::any_of(session.edits, &Edit::on);
}

// S of the command line for a sample that is exactly a row of a seed's draw on this model.
std::optional<SeedSource> seed_of(const Recipe& recipe, SampleId id, const LatentSpace& space) {
    const auto found = std::ranges::find(recipe.samples, id, &Sample::id);
    if (found == recipe.samples.end() || !found->origin.seed) return std::nullopt;
    const SampleOrigin& origin = found->origin;
    const bool whole = *origin.seed >= 0 && origin.row >= 0 && origin.row < origin.count &&
                       origin.count <= kMostSourceRows && std::ssize(found->z) == space.nz;
    if (!whole) return std::nullopt;
    const auto seed = static_cast<std::uint64_t>(*origin.seed);
    const std::vector<float> drawn = draw_z(space.prior, seed, origin.count, space.nz);
    const auto row = std::span(drawn).subspan(static_cast<std::size_t>(origin.row * space.nz),
                                              static_cast<std::size_t>(space.nz));
    if (!std::ranges::equal(row, found->z)) return std::nullopt;
    return SeedSource{seed, origin.row, origin.count};
}

std::optional<std::string> word_of_sample(const Recipe& recipe, SampleId id,
                                          const LatentSpace& space) {
    const std::optional<SeedSource> seed = seed_of(recipe, id, space);
    if (!seed) return std::nullopt;
    if (seed->count == 1) return std::to_string(seed->seed);
    return text_of(LatentSource(*seed));
}

// The words of several; empty if one has none.
std::string words_of(const Recipe& recipe, std::span<const SampleId> ids,
                     const LatentSpace& space) {
    std::string text;
    for (const SampleId id : ids) {
        const std::optional<std::string> word = word_of_sample(recipe, id, space);
        if (!word) return {};
        text += " " + *word;
    }
    return text;
}

const char* mode_word(PathMode mode) {
    return mode == PathMode::lerp ? "lerp" : mode == PathMode::slerp ? "slerp" : "classic-slerp";
}

const char* kind_word(WalkKind kind) {
    switch (kind) {
        case WalkKind::random:
            return "random";
        case WalkKind::shell:
            return "shell";
        case WalkKind::loop:
            return "loop";
        case WalkKind::smooth:
            break;
    }
    return "smooth";
}

std::string begin(const Recipe& recipe, std::string_view command, std::string_view model) {
    std::string text = fmt::format("zscope {} {}", command, shell_word(model));
    if (recipe.model.weights == Weights::raw) text += " --weights raw";
    if (recipe.model.weights == Weights::ema) text += " --weights ema";
    return text;
}

std::string end(std::int64_t scale, std::string_view out) {
    return (scale == 1 ? "" : fmt::format(" --scale {}", scale)) + " --out " + shell_word(out);
}

// The commands leave two pixels between images, or say otherwise.
std::string gap_flag(const RecipeLayout& layout) {
    return layout.gap == RecipeLayout{}.gap ? "" : fmt::format(" --gap {}", layout.gap);
}

std::string columns_flag(const RecipeLayout& layout) {
    return layout.columns == 0 ? "" : fmt::format(" --columns {}", layout.columns);
}

// `zscope sample --seed S --count N`.
std::string sample_flags(std::int64_t seed, std::int64_t count, const RecipeLayout& layout) {
    return fmt::format(" --seed {} --count {}", seed, count) + columns_flag(layout) +
           gap_flag(layout);
}

std::string flags_of_sample(const Recipe& recipe, const LatentSpace& space) {
    const Session& session = recipe.session;
    if (session.selection.size() != 1 || session.truncation != 1.0 || space.labels > 0) return {};
    const auto seed = seed_of(recipe, session.selection.front(), space);
    if (!seed || seed->count != 1) return {};
    return sample_flags(static_cast<std::int64_t>(seed->seed), 1, recipe.layout);
}

std::string flags_of_strip(const Recipe& recipe, const LatentSpace& space) {
    const InterpolateState& state = recipe.session.interpolate;
    const std::string a = words_of(recipe, std::span(&state.a, 1), space);
    const std::string b = words_of(recipe, std::span(&state.b, 1), space);
    if (a.empty() || b.empty() || space.labels > 0) return {};
    const std::int64_t images = recipe.layout.images > 0 ? recipe.layout.images : kStrip;
    return fmt::format(" --from{} --to{} --steps {} --mode {}", a, b, images,
                       state.mode == InterpolationMode::lerp ? "lerp" : "slerp") +
           columns_flag(recipe.layout) + gap_flag(recipe.layout);
}

// The command adds up base, plus and minus terms in this order: another order could round
// otherwise.
int place_of(const EquationTerm& term) {
    return term.base ? 0 : term.weight > 0 ? 1 : 2;
}

std::string flags_of_equation(const Recipe& recipe, const LatentSpace& space) {
    const Session& session = recipe.session;
    const RecipeLayout& layout = recipe.layout;
    if (space.labels > 0 || layout.gap != RecipeLayout{}.gap) return {};
    std::string text;
    int place = 0;
    for (const EquationTerm& term : session.equation) {
        const bool plain = std::abs(term.weight) == 1.0 && !(term.base && term.weight < 0);
        const std::string words = words_of(recipe, term.samples, space);
        if (!plain || words.empty() || place_of(term) < place) return {};
        place = place_of(term);
        static constexpr const char* kFlags[] = {" --base", " --plus", " --minus"};
        text += kFlags[place] + words;
    }
    return text + fmt::format(" --noise {} --noise-seed {}{}{} --samples {}",
                              session.calculate.noise, session.calculate.seed,
                              layout.spread ? " --spread" : "", layout.control ? " --control" : "",
                              layout.images > 0 ? layout.images : kSamples);
}

std::string flags_of_sheet(const Recipe& recipe, const LatentSpace& space) {
    const SheetState& sheet = recipe.session.sheet;
    const RecipeLayout& layout = recipe.layout;
    const std::string words = words_of(recipe, sheet.corners, space);
    if (sheet.of_directions || words.empty() || space.labels > 0) return {};
    if (layout.columns != layout.rows || layout.gap != RecipeLayout{}.gap) return {};
    return fmt::format(" --corners{} --mode {} --size {}", words, mode_word(sheet.mode),
                       layout.columns > 0 ? layout.columns : kSheet);
}

// Without turns and directions, which only a recipe holds.
std::string flags_of_walk(const Recipe& recipe, const LatentSpace& space, std::int64_t steps) {
    const WalkState& walk = recipe.session.walk;
    const std::string start = words_of(recipe, std::span(&walk.start, 1), space);
    const bool plain = walk.turns.empty() && recipe.session.directions.list.empty();
    if (!plain || start.empty() || space.labels > 0) return {};
    return fmt::format(" --seed{} --walk-seed {} --steps {} --kind {} --step-size {}", start,
                       walk.seed, steps, kind_word(walk.kind), walk.step_size);
}

std::string flags_of_walk_sheet(const Recipe& recipe, const LatentSpace& space) {
    const WalkState& walk = recipe.session.walk;
    const std::int64_t images = recipe.layout.images > 0 ? recipe.layout.images : kSteps;
    // The command begins at the start; of a loop it draws exactly one round.
    const bool whole = walk.step < images && (walk.kind != WalkKind::loop || walk.around == images);
    if (!whole || recipe.layout.gap != RecipeLayout{}.gap) return {};
    const std::string flags = flags_of_walk(recipe, space, images);
    return flags.empty() ? flags : flags + columns_flag(recipe.layout);
}

}  // namespace

std::string shell_word(std::string_view text) {
    const auto plain = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("-_./:+,=@%").find(c) != std::string_view::npos;
    };
    if (!text.empty() && std::ranges::all_of(text, plain)) return std::string(text);
    std::string quoted = "'";
    for (const char c : text)
        c == '\'' ? quoted += "'\\''" : quoted += c;
    return quoted + "'";
}

std::optional<std::string> picture_command(const Recipe& recipe, const LatentSpace& space,
                                           std::string_view model, std::string_view out) {
    if (any_edit(recipe.session) || recipe.layout.fps > 0.0) return std::nullopt;
    std::string command, flags;
    const GridState& grid = recipe.session.grid;
    switch (recipe.tool) {
        case RecipeTool::sample:
            command = "sample";
            flags = flags_of_sample(recipe, space);
            break;
        case RecipeTool::samples:
            command = "sample";
            flags = sample_flags(grid.seed, grid.count, recipe.layout);
            if (grid.label >= 0 && grid.label < space.labels)
                flags += fmt::format(" --label {}", grid.label);
            break;
        case RecipeTool::interpolate:
            command = "interpolate";
            flags = flags_of_strip(recipe, space);
            break;
        case RecipeTool::calculate:
            command = "arithmetic";
            flags = flags_of_equation(recipe, space);
            break;
        case RecipeTool::sheet:
            command = "sheet";
            flags = flags_of_sheet(recipe, space);
            break;
        case RecipeTool::walk:
            command = "walk";
            flags = flags_of_walk_sheet(recipe, space);
            break;
        case RecipeTool::directions:
        case RecipeTool::before_after:
        case RecipeTool::path:  // the command draws it by time, not by key points
            break;
    }
    if (flags.empty()) return std::nullopt;
    return begin(recipe, command, model) + flags + end(recipe.layout.scale, out);
}

std::int64_t images_between(const WalkState& walk, double fps) {
    return std::clamp<std::int64_t>(std::llround(fps / walk.per_s) - 1, 0, 100);
}

std::int64_t clip_steps(const Recipe& recipe) {
    const WalkState& walk = recipe.session.walk;
    if (recipe.layout.images > 0) return recipe.layout.images;
    if (walk.kind == WalkKind::loop) return walk.around;
    return std::max(walk.step + 1, kSteps);
}

std::optional<std::string> clip_command(const Recipe& recipe, const LatentSpace& space,
                                        std::string_view model, std::string_view path_file,
                                        std::string_view out) {
    if (any_edit(recipe.session)) return std::nullopt;
    std::string flags;
    if (recipe.tool == RecipeTool::walk) {
        flags = flags_of_walk(recipe, space, clip_steps(recipe));
        if (flags.empty()) return std::nullopt;
        flags +=
            fmt::format(" --between {}", images_between(recipe.session.walk, recipe.layout.fps));
    } else {
        if (recipe.tool != RecipeTool::path || space.labels > 0) return std::nullopt;
        flags =
            " " + shell_word(path_file) + (recipe.session.path.equal_speed ? " --equal-speed" : "");
    }
    return begin(recipe, word_of(recipe.tool), model) + flags +
           fmt::format(" --fps {}", recipe.layout.fps) + end(recipe.layout.scale, out);
}

std::optional<std::string> path_file_text(const Recipe& recipe, const LatentSpace& space) {
    if (space.labels > 0 || any_edit(recipe.session)) return std::nullopt;
    const PathState& state = recipe.session.path;
    PathFile file{state.mode, state.closed, state.segment_s, {}};
    for (const PathStop& stop : state.points) {
        const auto sample = std::ranges::find(recipe.samples, stop.id, &Sample::id);
        if (sample == recipe.samples.end()) return std::nullopt;
        const std::optional<SeedSource> seed = seed_of(recipe, stop.id, space);
        file.points.push_back(
            {seed ? LatentSource(*seed) : LatentSource(ValueSource{sample->z}), stop.hold_s});
    }
    return path_to_json(file);
}

}  // namespace zscope
