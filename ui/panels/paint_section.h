// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/panels/region_painter.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// Which samples are offered for marking, in order: the selection if it is more than one, else the
// tray, else the rows of the grid. Those of another length of z are left out. Pure.
struct PaintList {
    std::vector<SampleId> ids;   // empty: rows of the grid
    std::int64_t grid_rows = 0;  // when it is the grid
    std::int64_t count() const { return ids.empty() ? grid_rows : std::ssize(ids); }
};
PaintList paint_list(const Session& session, const SampleBook& samples, std::int64_t nz);

// The regions with `id`'s replaced by `mask`: new at the end, gone if nothing is marked. Pure.
std::vector<PaintedRegion> with_region(std::vector<PaintedRegion> regions, SampleId id,
                                       MapMask mask);

// Marks where a thing is in images of samples, one after another. Part of Find units.
class PaintSection {
  public:
    PaintSection(const MakeSlot& make_slot, const char* name);
    void draw(Frame& frame);
    void rest();

  private:
    void follow_selection(const Frame& frame, const PaintList& list);
    void image(Frame& frame, const PaintList& list, float side);
    void pager(const Frame& frame, const PaintList& list);
    void clearing(Frame& frame);
    void marked(Frame& frame);
    std::vector<float> z_now(const Frame& frame, const PaintList& list);
    SampleOrigin origin_now(const Frame& frame, const PaintList& list) const;
    SampleId id_now(Frame& frame, const PaintList& list);
    const PaintedRegion* region_now(const Frame& frame, const std::vector<float>& z) const;

    RenderView image_, marked_;
    RegionPainter painter_;
    GridLatents grid_;
    std::int64_t at_ = 0;    // in the list
    SampleId shown_ = 0;     // instead of the list's; 0: none
    SampleId selected_ = 0;  // the last, as it was seen last
};

}  // namespace zscope::ui
