// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// Of 512 samples of the grid's seed the 16 that D takes for real most and, on demand, least.
class DBest {
  public:
    static constexpr std::int64_t kOf = 512;
    static constexpr std::size_t kShown = 16;

    explicit DBest(const MakeSlot& make_slot);
    void draw(Frame& frame);
    void rest();

    bool worst_too = false;

  private:
    void refresh(const Frame& frame, const SharedZ& z);
    void header(Frame& frame);
    void cards(Frame& frame, std::size_t first, std::size_t count, float side);
    SampleId id_of(Frame& frame, std::size_t place) const;
    GridState grid(const Frame& frame) const;

    RenderView opinions_, pictures_;
    GridLatents latents_;
    CardOrder order_;
    std::vector<std::size_t> rows_;  // of the 512: the best, then the worst, if they are shown
    SharedZ z_;                      // of those rows
    // What they were made from.
    SharedZ all_;
    std::vector<float> logits_;
    bool made_worst_ = false;
};

}  // namespace zscope::ui
