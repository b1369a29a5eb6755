// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/surgery/unit_facts.h"
#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/widgets/placed_tiles.h"

namespace zscope::ui {

// A button that asks for the facts of a block's units while they are missing; while they are made,
// how far; what went wrong. `why`: the sentence before the button.
void ask_for_facts(Frame& frame, std::int64_t block, const char* why);

// The samples, among those that BlockFacts looked at, that make one unit most active: cards, a
// click selects, drag carries. Drawn without edits, as they were looked at. UI thread.
class BestImages {
  public:
    explicit BestImages(const MakeSlot& make_slot);
    void draw(Frame& frame, const std::shared_ptr<const BlockFacts>& facts, std::int64_t unit);
    void rest() { tiles_.rest(); }

  private:
    void take(const Frame& frame, const std::shared_ptr<const BlockFacts>& facts);

    PlacedTiles tiles_;
    std::shared_ptr<const BlockFacts> facts_;
    std::int64_t nz_ = 0;
    SharedZ all_;  // (samples, nz) of the facts' draw
};

}  // namespace zscope::ui
