// SPDX-License-Identifier: MIT
#include "ui/panels/history_pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "core/base/error.h"
#include "core/latent/equation.h"
#include "core/latent/interpolate.h"
#include "core/latent/labels.h"
#include "core/session/equation_terms.h"
#include "core/session/picture_plan.h"
#include "core/session/tool_latents.h"
#include "core/session/undo_tree.h"

namespace zscope::ui {

namespace {

constexpr std::size_t kNewPerFrame = 6;       // sessions rebuilt from up to 63 gestures each
constexpr std::size_t kMostKept = 2000;       // worked out; a few hundred numbers each
constexpr std::size_t kMostTiles = 64;        // per model
constexpr std::int64_t kMostReplayed = 2000;  // steps of a walk, in a frame

bool same_model(const ModelRef& a, const ModelRef& b) {
    const auto* opened = std::get_if<OpenedModel>(&a.which);
    const auto* other = std::get_if<OpenedModel>(&b.which);
    if (opened != nullptr && other != nullptr) return opened->model_id == other->model_id;
    return a.which == b.which;
}

const ModelRegistry::Entry* open_model(const ModelRef& model,
                                       const std::vector<ModelRegistry::Entry>& models) {
    const auto found = std::ranges::find_if(
        models, [&](const ModelRegistry::Entry& entry) { return same_model(entry.ref, model); });
    return found == models.end() || found->model == nullptr ? nullptr : &*found;
}

std::vector<float> z_of(SampleId id, const SampleBook& samples) {
    const SamplePointer sample = samples.find(id);
    return sample == nullptr ? std::vector<float>{} : sample->z;
}

std::vector<float> first_of_grid(const GridState& grid, const ModelSnapshot& model) {
    const std::int64_t label = grid.label < model.generator.labels ? grid.label : kLabelsInTurn;
    std::vector<float> all = draw_inputs(model.prior, static_cast<std::uint64_t>(grid.seed),
                                         grid.count, model.generator, label);
    all.resize(static_cast<std::size_t>(model.generator.inputs()));
    return all;
}

std::vector<float> on_path(const InterpolateState& path, const SampleBook& samples) {
    const std::vector<float> a = z_of(path.a, samples), b = z_of(path.b, samples);
    if (a.empty() || a.size() != b.size()) return {};
    return interpolate(a, b, path.t, path.mode);
}

// What a tool's action left behind; empty: it has nothing of its own to show.
struct MadeByTool {
    const Session& after;
    const SampleBook& samples;
    const DirectionBook& directions;
    LatentSpace space;

    std::vector<float> operator()(const PathSet&) const {
        return latent_on_path(path_of(after.path, samples, space), after.path.position);
    }
    std::vector<float> operator()(const SheetSet&) const {
        return sheet_of(after.sheet, samples, directions, space).at(after.sheet.x, after.sheet.y);
    }
    std::vector<float> operator()(const EquationSet&) const { return result(); }
    std::vector<float> operator()(const CalculateSet&) const { return result(); }
    std::vector<float> operator()(const WalkSet&) const {
        if (after.walk.step > kMostReplayed) return {};
        return walk_rows(after, walk_of(after.walk, samples, space), directions,
                         static_cast<std::size_t>(after.walk.step), 1);
    }
    std::vector<float> operator()(const DirectionsSet&) const {
        if (after.selection.empty()) return {};
        return directed(sample_latent(after.selection.back(), samples, space, "the sample"),
                        static_cast<std::size_t>(space.nz), after.directions, directions, nullptr,
                        static_cast<std::size_t>(space.labels));
    }
    template <class Other>
    std::vector<float> operator()(const Other&) const {
        return {};
    }

  private:
    std::vector<float> result() const {
        return solve_equation(latent_terms(after.equation, samples, space.nz));
    }
};

// Where a tool is not set up yet, nothing.
std::vector<float> made_by_tool(const UndoRow& row, const Session& after, const SampleBook& samples,
                                const DirectionBook& directions, const ModelSnapshot& model) {
    if (row.actions.empty()) return {};
    const LatentSpace space{model.generator.inputs(), model.generator.labels, model.prior};
    try {
        return std::visit(MadeByTool{after, samples, directions, space}, row.actions.back().kind);
    } catch (const Error&) {
        return {};
    }
}

bool is_alike(const HistoryPicture& a, const HistoryPicture& b) {
    return a.model == b.model && a.edits == b.edits;
}

}  // namespace

HistoryPicture history_picture(const UndoRow& row, const Session& after, const SampleBook& samples,
                               const DirectionBook& directions,
                               const std::vector<ModelRegistry::Entry>& models) {
    HistoryPicture picture;
    picture.model = after.model;
    picture.edits = after.edits;
    const ModelRegistry::Entry* entry = open_model(after.model, models);
    if (entry == nullptr) return picture;
    picture.model.which = entry->ref.which;
    const ModelSnapshot& model = *entry->model;
    picture.z = made_by_tool(row, after, samples, directions, model);
    if (!picture.z.empty()) return picture;
    const UndoSubject subject = undo_subject(row, after);
    if (subject.what == UndoPicture::sample) picture.z = z_of(subject.id, samples);
    if (subject.what == UndoPicture::path) picture.z = on_path(after.interpolate, samples);
    if (subject.what == UndoPicture::grid) picture.z = first_of_grid(after.grid, model);
    const bool truncated =
        !row.actions.empty() && std::holds_alternative<TruncationSet>(row.actions.back().kind);
    for (float& number : picture.z)
        number *= truncated ? static_cast<float>(after.truncation) : 1.0F;
    // Picked on a model with another length of z.
    if (static_cast<std::int64_t>(picture.z.size()) != model.generator.inputs()) picture.z.clear();
    return picture;
}

HistoryPictures::HistoryPictures(const MakeSlot& make_slot) {
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        groups_[i].tiles =
            std::make_unique<PlacedTiles>(make_slot(fmt::format("history.{}", i + 1)), kMostTiles);
    }
}

void HistoryPictures::rest() {
    wanted_.clear();
    group_of_.clear();
    for (Group& group : groups_)
        group.tiles->rest();
}

// True: not all of them could be worked out in this frame.
bool HistoryPictures::work_out(const Frame& frame) {
    std::uint64_t models = frame.models.size();
    for (const ModelRegistry::Entry& entry : frame.models)
        models = models * 31 + (entry.model == nullptr ? 0 : 1);
    // A model that came or went: rows may have a picture now.
    if (std::exchange(models_seen_, models) != models || kept_.size() > kMostKept) kept_.clear();
    std::size_t made = 0;
    static const DirectionBook no_directions;
    for (const std::int64_t id : wanted_) {
        const auto row = frame.undo.rows().find(id);
        if (row == frame.undo.rows().end()) continue;
        const auto known = kept_.find(id);
        if (known != kept_.end() && known->second.time == row->second.time) continue;
        if (made++ == kNewPerFrame) return true;
        Kept kept{{}, row->second.time};
        try {
            kept.picture = history_picture(
                row->second, frame.undo.session_at(id), frame.samples,
                frame.directions == nullptr ? no_directions : *frame.directions, frame.models);
        } catch (const std::exception&) {
            // A row of a damaged list that cannot be rebuilt: it has words, and no picture.
        }
        kept_.insert_or_assign(id, std::move(kept));
    }
    return false;
}

HistoryPictures::Group* HistoryPictures::group_for(const HistoryPicture& picture) {
    const auto fits = [&](const Group& group) {
        return group.like != nullptr && is_alike(*group.like, picture);
    };
    auto found = std::ranges::find_if(groups_, fits);
    if (found == groups_.end()) {
        found = std::ranges::find_if(groups_, [&](const Group& group) {
            return group.like == nullptr && is_alike(group.last, picture);
        });
    }
    if (found == groups_.end()) {
        found = std::ranges::find(groups_, nullptr, &Group::like);
    }
    if (found == groups_.end()) return nullptr;
    found->like = &picture;
    return &*found;
}

bool HistoryPictures::ask(const Frame& frame) {
    const bool more = work_out(frame);
    std::array<std::vector<std::int64_t>, std::tuple_size_v<decltype(groups_)>> rows;
    group_of_.clear();
    for (const std::int64_t row : std::exchange(wanted_, {})) {
        const auto kept = kept_.find(row);
        if (kept == kept_.end() || kept->second.picture.z.empty()) continue;
        const Group* group = group_for(kept->second.picture);
        if (group == nullptr) continue;
        const auto index = static_cast<std::size_t>(group - groups_.data());
        group_of_[row] = index;
        rows[index].push_back(row);
    }
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        Group& group = groups_[i];
        if (group.like == nullptr) {
            group.tiles->rest();
            continue;
        }
        RenderRequest base;
        base.model = group.like->model;
        base.edits = group.like->edits;
        base.priority = RenderPriority::hidden;  // what the person works on goes first
        group.last = *std::exchange(group.like, nullptr);
        group.tiles->ask(base, group.last.z.size(), rows[i], [this](std::int64_t row) {
            return std::span<const float>(kept_.at(row).picture.z);
        });
        group.tiles->atlas().set_smooth(true);
    }
    return more;
}

std::optional<HistoryPictures::Shown> HistoryPictures::find(std::int64_t row) {
    const auto group = group_of_.find(row);
    if (group == group_of_.end()) return std::nullopt;
    PlacedTiles& tiles = *groups_[group->second].tiles;
    const std::optional<std::size_t> tile = tiles.tile(row);
    if (!tile) return std::nullopt;
    return Shown{&tiles.atlas(), *tile};
}

}  // namespace zscope::ui
