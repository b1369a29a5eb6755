// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <memory>

#include "ui/frame.h"
#include "ui/gl/tile_atlas.h"

namespace zscope::ui {

// The last step of Find units: a search for z that show the thing in spite of the edits, and what
// it brought back, as figures and as pictures. Settings: starts, steps.
class BackSection {
  public:
    void draw(Frame& frame, const BackView& view);
    nlohmann::json settings() const { return {{"starts", starts_}, {"steps", steps_}}; }
    void set_settings(const nlohmann::json& settings);

  private:
    void choice(const BackView& view);
    void button(Frame& frame, const BackView& view);
    bool working(Frame& frame, const BackView& view);
    void tried(Frame& frame, const TriedBack& tried);
    void sheet(Frame& frame, const BackTrial::Found& found, std::size_t which);

    std::int64_t starts_ = TryBringBack{}.starts, steps_ = TryBringBack{}.steps;
    std::shared_ptr<const TriedBack> shown_;
    std::array<TileAtlas, 3> atlases_;  // of shown_
    bool fresh_ = false;                // the work has not been drawn yet
};

}  // namespace zscope::ui
