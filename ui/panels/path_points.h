// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>

#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// The key points of a path as cards in a row: drop a sample between two or at the end, drag a card
// to another place, take one out, say how long the path rests there. Emits PathSet.
class PathPoints {
  public:
    explicit PathPoints(const MakeSlot& make_slot);
    void draw(Frame& frame);
    void rest() { view_.rest(); }
    float height() const;  // of the row, pixels

    bool smooth = true;

  private:
    void card(Frame& frame, std::size_t index, std::size_t tile);
    void gap(Frame& frame, std::size_t before, ImVec2 low);
    void add_place(Frame& frame);
    void under(Frame& frame, std::size_t index);

    RenderView view_;
    SampleRows rows_;
    std::optional<std::size_t> carried_;  // the key point that is being dragged
};

// What a drop before key point `before` makes of the path (at the end: before = their number): the
// sample is put in there, or the point `carried` moved there. Of a full path nothing. Pure.
PathState dropped_before(PathState state, std::size_t before, SampleId id,
                         std::optional<std::size_t> carried);
// Samples at the end, as many as there is room for. Pure.
PathState with_samples(PathState state, const std::vector<SampleId>& ids);

}  // namespace zscope::ui
