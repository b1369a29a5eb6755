// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ui/panels/best_images.h"
#include "ui/panels/maps_sheet.h"
#include "ui/panels/unit_pictures.h"

namespace zscope::ui {

// What a unit did over many samples, in words: "Over 4,096 samples: mean 0.31 …, dead unit". Pure.
std::string facts_text(const UnitFact& fact, std::int64_t samples);
// The highest cell of these units' maps: what Hold holds at. Pure.
double highest_of(const BlockMaps& maps, std::span<const std::int64_t> units);

// Beside the sheet of maps: where a unit is active in the image, what can be done to the units that
// are selected, and what is known of the one that is looked at. UI thread.
class UnitStrip {
  public:
    explicit UnitStrip(const MakeSlot& make_slot) : best_(make_slot) {}
    // `ablated`: units of this block. `facts` or null.
    void draw(Frame& frame, const MapsSheet& sheet, const TileAtlas& sample,
              std::span<const std::int64_t> ablated,
              const std::shared_ptr<const BlockFacts>& facts);
    void rest() { best_.rest(); }

  private:
    void image(const MapsSheet& sheet, const TileAtlas& sample,
               std::optional<std::int64_t> looked_at);
    void verbs(Frame& frame, const MapsSheet& sheet, std::span<const std::int64_t> ablated);
    void figures(const BlockMaps& maps, std::int64_t unit);

    UnitPictures pictures_;
    BestImages best_;
};

}  // namespace zscope::ui
