// SPDX-License-Identifier: MIT
#include "ui/panels/grid_latents.h"

#include <utility>

#include "core/latent/labels.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

GridState grid_for(const ModelView& model, GridState grid) {
    if (grid.label >= model.labels) grid.label = kLabelsInTurn;
    return grid;
}

std::vector<float> draw_for(const ModelView& model, const GridState& grid) {
    Architecture generator;
    generator.nz = model.nz - model.labels;
    generator.labels = model.labels;
    return draw_inputs(model.prior, static_cast<std::uint64_t>(grid.seed), grid.count, generator,
                       grid_for(model, grid).label);
}

const SharedZ& GridLatents::get(const ModelView& model, const GridState& grid) {
    if (z_ == nullptr || model.prior != prior_ || grid != grid_ || model.nz != nz_ ||
        model.labels != labels_) {
        prior_ = model.prior;
        grid_ = grid;
        nz_ = model.nz;
        labels_ = model.labels;
        z_ = std::make_shared<const std::vector<float>>(draw_for(model, grid));
    }
    return z_;
}

SampleOrigin grid_origin(const GridState& grid, std::int64_t row) {
    SampleOrigin origin;
    origin.seed = grid.seed;
    origin.row = row;
    origin.count = grid.count;
    if (grid.label >= 0) origin.label = grid.label;
    return origin;
}

std::vector<float> grid_row(const SharedZ& z, std::int64_t nz, std::int64_t row) {
    const auto first = z->begin() + row * nz;
    return {first, first + nz};
}

SampleId grid_sample(Frame& frame, const SharedZ& z, std::int64_t row) {
    return frame.out.sample(grid_row(z, frame.model.nz, row),
                            grid_origin(grid_for(frame.model, frame.session.grid), row));
}

std::vector<CardMarks> grid_marks(const Session& session, const SampleBook& samples,
                                  const ModelView& model) {
    const GridState grid = grid_for(model, session.grid);
    std::vector<CardMarks> marks(static_cast<std::size_t>(grid.count));
    const auto mark = [&](SampleId id, bool CardMarks::*which) {
        const SamplePointer sample = samples.find(id);
        if (sample == nullptr || static_cast<std::int64_t>(sample->z.size()) != model.nz) {
            return;
        }
        const std::int64_t row = sample->origin.row;
        if (row < 0 || row >= grid.count) return;
        if (sample->origin != grid_origin(grid, row)) return;
        marks[static_cast<std::size_t>(row)].*which = true;
    };
    for (const SampleId id : session.selection)
        mark(id, &CardMarks::selected);
    for (const SampleId id : session.tray)
        mark(id, &CardMarks::kept);
    return marks;
}

RenderRequest request_for(const Frame& frame, SharedZ z, RenderPriority priority) {
    RenderRequest request;
    request.model = frame.session.model;
    request.count = static_cast<std::int64_t>(z->size()) / frame.model.nz;
    request.z = std::move(z);
    request.edits = frame.session.edits;
    request.priority = priority;
    return request;
}

SampleRows sample_rows(const std::vector<SampleId>& ids, const SampleBook& samples,
                       std::int64_t nz) {
    SampleRows rows;
    std::vector<float> z;
    for (const SampleId id : ids) {
        const SamplePointer sample = samples.find(id);
        if (sample == nullptr || static_cast<std::int64_t>(sample->z.size()) != nz) continue;
        rows.ids.push_back(id);
        z.insert(z.end(), sample->z.begin(), sample->z.end());
    }
    rows.z = std::make_shared<const std::vector<float>>(std::move(z));
    return rows;
}

std::string weights_text(std::int64_t step, bool ema) {
    std::string text = step > 0 ? "step " + thousands(step) + " · " : "";
    return text + (ema ? "averaged weights (EMA)" : "raw weights");
}

void no_model(Frame& frame, const char* what_for) {
    const std::string sentence =
        frame.model.why_not.empty() ? std::string(what_for) : frame.model.why_not;
    if (!empty_state(sentence, "Open the face model")) return;
    frame.out.wish(OpenPath{"default"});
}

}  // namespace zscope::ui
