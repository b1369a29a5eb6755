// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ui/gl/tile_atlas.h"
#include "ui/panel.h"
#include "ui/panels/grid_latents.h"

namespace zscope::ui {

// The images that are nearest to a sample in D's features: made by a job when asked for.
class NearView {
  public:
    void draw(Frame& frame, const SharedZ& z);
    void find() { find_wanted_ = true; }  // when it is drawn next

  private:
    void ask(Frame& frame, const SharedZ& z) const;
    void with_data(Frame& frame);
    bool waiting(Frame& frame) const;
    void header(Frame& frame, const SharedZ& z, const NearImages& near);
    void samples(Frame& frame, const NearImages& near, float side);
    void data(const NearImages& near, float side);

    bool find_wanted_ = false;
    std::shared_ptr<const NearImages> shown_;
    TileAtlas samples_, data_;
    bool opened_data_ = false;  // look among the data set that is open in Data as well
};

}  // namespace zscope::ui
