// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "ui/frame.h"
#include "ui/gl/tile_atlas.h"

namespace zscope::ui {

inline constexpr const char* kSamplePayload = "zscope.sample";  // carries one SampleId

// The samples behind a set of cards. A sample gets its id only when somebody does something with
// it, so that looking at a grid does not fill the library.
struct CardSource {
    std::function<SampleId(std::size_t)> id;         // makes the sample if needed
    std::function<std::string(std::size_t)> origin;  // for the tooltip: "seed 1 · row 12"
    const char* click = "Select";                    // what a plain click does
    bool ordered = false;                            // Shift-click takes a range
    // Menu items of the place where it is drawn ("Take out of this term"), or none.
    std::function<void(std::size_t)> verbs = {};
};

struct CardMarks {
    bool selected = false;
    bool kept = false;
    bool operator==(const CardMarks&) const = default;
};

// A second picture over a card's own, from another atlas: right of `edge`, a column of the screen.
struct CardOver {
    const TileAtlas& atlas;
    float edge = 0.0F;
};

struct CardEvent {  // a verb of the menu counts as the click that it stands for
    bool clicked = false;
    bool hovered = false;
    bool add = false;    // Ctrl was held
    bool range = false;  // Shift was held
};

// A sample as it looks everywhere: the image of one tile, its marks, and every verb that applies.
// Double-click opens it in the Inspector, dragging carries it, the right click lists the verbs.
// What a click selects is left to the caller; K and Del act on the selection, for all panels alike.
CardEvent sample_card(Frame& frame, const TileAtlas& atlas, std::size_t tile, ImVec2 size,
                      const CardMarks& marks, const CardSource& source, std::size_t index,
                      const CardOver* over = nullptr);

// A few words at the foot of the card that was drawn last: the first of `words` that fits, or none.
void card_label(std::span<const std::string> words);

// What a click on one card does where there is no order to range over: replaces the selection, or
// toggles with Ctrl.
void select_clicked(Frame& frame, const CardEvent& event, SampleId id);

// The same among cards in an order: with Shift, all from the card that was clicked last without it.
class CardOrder {
  public:
    void clicked(Frame& frame, const CardEvent& event, std::size_t index, std::size_t count,
                 const std::function<SampleId(std::size_t)>& id);

  private:
    std::size_t anchor_ = 0;
};

// The verbs of a sample that do not depend on where it is drawn, for a menu. `here`: it is drawn by
// the Inspector itself. Needs an open popup.
void sample_verbs(Frame& frame, SampleId id, bool here = false);
// Right after an item that shows the sample of a tile: dragging carries it.
void carry_sample(const TileAtlas& atlas, std::size_t tile, const std::function<SampleId()>& id,
                  const std::string& origin);

bool contains(std::span<const SampleId> ids, SampleId id);
// z as JSON numbers, for the clipboard.
std::string z_text(std::span<const float> z);
// "seed-1-row-12.png": a file name made from an origin.
std::string file_name_for(const SampleOrigin& origin);

// An outlined place for a sample that is not there yet, with the word for what to do: an item.
void empty_slot(const char* word, ImVec2 size);

// A place that a sample can be dropped on. While one is carried it lights up with the word for what
// will happen. Call right after the item; returns what was dropped.
std::optional<SampleId> accept_sample(const char* word);

}  // namespace zscope::ui
