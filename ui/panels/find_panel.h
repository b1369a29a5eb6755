// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ui/gl/tile_atlas.h"
#include "ui/panel.h"
#include "ui/views/find_view.h"

namespace zscope::ui {

// "Error 1.9 % of the range from black to white; …": what was reached beside the yardstick. Pure.
std::string figures_text(const InvertResult& result);
// "‖z‖ 10.1, as long as the prior's", with how far off where it is. Pure.
std::string prior_text(const InvertResult& result);
// Of the bar: how far the search came from the nearest random sample (0) to the image itself (1).
// Pure.
double nearness(const InvertResult& result);

// Looks for the z of an image file: the image, the nearest sample so far and where they differ, how
// near that is beside the nearest random sample, and the searches of before. What was found can be
// kept; until then nothing of the Session changes. UI thread.
class FindPanel : public Panel {
  public:
    const char* id() const override { return "find"; }
    const char* title() const override { return "Find z"; }
    unsigned workspaces() const override { return kInExplore; }
    void draw(Frame& frame) override;

  private:
    const FindSearch* chosen(const FindView& view);
    void nothing_yet(Frame& frame);
    void head(Frame& frame, const FindSearch& search);
    void pictures(Frame& frame, const FindSearch& search);
    void verdict(const FindSearch& search);
    void buttons(Frame& frame, const FindSearch& search);
    void history(const FindView& view, const FindSearch& shown);
    void open_controls(Frame& frame);
    SampleId sample_of(Frame& frame, const FindSearch& search) const;

    std::int64_t chosen_ = 0;  // job of the search that is shown; 0: the newest
    std::int64_t newest_ = 0;  // a new search is shown at once
    std::string typed_;        // a path, where there is no file dialog
    TileAtlas pictures_;       // image, nearest sample, difference
    TileAtlas past_;           // one of each search
};

}  // namespace zscope::ui
