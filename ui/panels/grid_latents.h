// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/messages/render.h"
#include "ui/frame.h"
#include "ui/widgets/sample_card.h"

namespace zscope::ui {

using SharedZ = std::shared_ptr<const std::vector<float>>;

// The grid as this model takes it: without the label that was chosen where it has no such label.
GridState grid_for(const ModelView& model, GridState grid);

// All z of a grid for the model, (count, nz); a conditional model's have the chosen label behind
// them, or its labels in turn.
std::vector<float> draw_for(const ModelView& model, const GridState& grid);

// The z of the Session's grid, (count, nz): drawn again only when seed, count or model change.
class GridLatents {
  public:
    const SharedZ& get(const ModelView& model, const GridState& grid);

  private:
    std::string prior_;
    GridState grid_;
    std::int64_t nz_ = 0;
    std::int64_t labels_ = 0;
    SharedZ z_;
};

// Row `row` of the grid: where it came from, its z, its id (made if needed).
SampleOrigin grid_origin(const GridState& grid, std::int64_t row);
std::vector<float> grid_row(const SharedZ& z, std::int64_t nz, std::int64_t row);
SampleId grid_sample(Frame& frame, const SharedZ& z, std::int64_t row);

// Which rows of the grid are selected or kept. Pure.
std::vector<CardMarks> grid_marks(const Session& session, const SampleBook& samples,
                                  const ModelView& model);

// A request on the Session's model with its edits; `z` is (count, nz) for the model's nz.
RenderRequest request_for(const Frame& frame, SharedZ z,
                          RenderPriority priority = RenderPriority::visible);

// The z of these samples one after another, for a request. Samples that are unknown or of another
// length than nz are left out; `ids` holds those that are in. Pure.
struct SampleRows {
    std::vector<SampleId> ids;
    SharedZ z;
};
SampleRows sample_rows(const std::vector<SampleId>& ids, const SampleBook& samples,
                       std::int64_t nz);

// "averaged weights (EMA)" or "raw weights", with the step where there is one. Pure.
std::string weights_text(std::int64_t step, bool ema);

// The empty state for a model that is not there, with the button that opens one.
void no_model(Frame& frame, const char* what_for);

}  // namespace zscope::ui
