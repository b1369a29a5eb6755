// SPDX-License-Identifier: MIT
#include "core/session/tool_latents.h"

#include <fmt/format.h>

#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"

namespace zscope {

namespace {

// What a strength of 1 adds to a z of the model, the label left as it is.
std::vector<float> strength_vector(DirectionId id, const DirectionBook& directions,
                                   const LatentSpace& space, std::string_view what) {
    if (id == 0) fail("the direction {} is not chosen yet", what);
    const DirectionPointer direction = directions.find(id);
    if (direction == nullptr) fail("the direction {} is not there any more: choose another", what);
    if (direction->nz() != space.nz - space.labels) {
        fail("the direction {}, {}, is of a model whose z has {} numbers, not {}", what,
             direction->name, direction->nz(), space.nz - space.labels);
    }
    if (direction->prior != space.prior) {
        fail("the direction {}, {}, is of a model with a {} prior, not a {} one", what,
             direction->name, direction->prior, space.prior);
    }
    std::vector<float> vector = direction->vector;
    const double deviation = prior_deviation(direction->prior);
    for (float& value : vector)
        value = static_cast<float>(value * deviation);
    vector.resize(static_cast<std::size_t>(space.nz));
    return vector;
}

bool same_walk(const WalkSettings& a, const WalkSettings& b) {
    return a.kind == b.kind && a.seed == b.seed && a.steps == b.steps && a.step_size == b.step_size;
}

}  // namespace

std::vector<float> sample_latent(SampleId id, const SampleBook& samples, const LatentSpace& space,
                                 std::string_view what) {
    if (id == 0) fail("{} is not chosen yet", what);
    const SamplePointer sample = samples.find(id);
    if (sample == nullptr) fail("{}, sample #{}, is not there any more: take another", what, id);
    if (static_cast<std::int64_t>(sample->z.size()) != space.nz) {
        fail("{}, sample #{} ({}), belongs to another model: its z has {} numbers, this model's {}",
             what, id, describe(sample->origin), sample->z.size(), space.nz);
    }
    return sample->z;
}

LatentPath path_of(const PathState& state, const SampleBook& samples, const LatentSpace& space) {
    LatentPath path{{}, state.mode, state.closed, state.segment_s};
    for (const PathStop& stop : state.points) {
        const std::string what = fmt::format("key point {}", path.points.size() + 1);
        path.points.push_back({sample_latent(stop.id, samples, space, what), stop.hold_s});
    }
    check_path(path);
    return path;
}

bool SheetPlan::operator==(const SheetPlan& other) const {
    return of_directions == other.of_directions && mode == other.mode && corners == other.corners &&
           origin == other.origin && right == other.right && down == other.down &&
           span.first == other.span.first && span.last == other.span.last;
}

std::vector<float> SheetPlan::rows(SheetSize size) const {
    if (of_directions) return direction_sheet(origin, right, down, size, span);
    return corner_sheet({corners[0], corners[1], corners[2], corners[3]}, size, mode);
}

std::vector<float> SheetPlan::at(double x, double y) const {
    if (of_directions) return direction_sheet_at(origin, right, down, x, y, span);
    return corner_sheet_at({corners[0], corners[1], corners[2], corners[3]}, x, y, mode);
}

SheetPlan sheet_of(const SheetState& state, const SampleBook& samples,
                   const DirectionBook& directions, const LatentSpace& space) {
    SheetPlan plan;
    plan.of_directions = state.of_directions;
    if (state.of_directions) {
        plan.origin = sample_latent(state.origin, samples, space, "the origin");
        plan.right = strength_vector(state.right, directions, space, "to the right");
        plan.down = strength_vector(state.down, directions, space, "down");
        plan.span = {state.first, state.last};
        return plan;
    }
    static constexpr std::array<const char*, 4> kNames{
        "the top left corner", "the top right corner", "the bottom left corner",
        "the bottom right corner"};
    plan.mode = state.mode;
    for (std::size_t i = 0; i < kNames.size(); ++i)
        plan.corners[i] = sample_latent(state.corners[i], samples, space, kNames[i]);
    return plan;
}

bool WalkPlan::operator==(const WalkPlan& other) const {
    return start == other.start && label == other.label && prior == other.prior &&
           same_walk(settings, other.settings);
}

std::vector<float> WalkPlan::with_label(std::span<const float> z) const {
    if (label.empty()) return {z.begin(), z.end()};
    ZSCOPE_CHECK(!start.empty() && z.size() % start.size() == 0, "{} numbers in rows of {}",
                 z.size(), start.size());
    std::vector<float> rows;
    for (std::size_t at = 0; at < z.size(); at += start.size()) {
        const auto row = z.subspan(at, start.size());
        rows.insert(rows.end(), row.begin(), row.end());
        rows.insert(rows.end(), label.begin(), label.end());
    }
    return rows;
}

WalkPlan walk_of(const WalkState& state, const SampleBook& samples, const LatentSpace& space) {
    const std::vector<float> z =
        sample_latent(state.start, samples, space, "the start of the walk");
    const auto walks = z.begin() + (space.nz - space.labels);
    WalkPlan plan;
    plan.start.assign(z.begin(), walks);
    plan.label.assign(walks, z.end());
    plan.prior = space.prior;
    plan.settings.kind = state.kind;
    plan.settings.seed = static_cast<std::uint64_t>(state.seed);
    plan.settings.steps = static_cast<std::size_t>(state.around);
    plan.settings.step_size = state.step_size;
    (void)plan.walk();  // refuses what cannot walk, such as a shell of a uniform prior
    return plan;
}

}  // namespace zscope
