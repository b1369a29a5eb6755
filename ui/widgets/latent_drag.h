// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/latent/walk.h"

namespace zscope::ui {

// Z is held, and not for Ctrl-Z or a text.
bool latent_key_held();

// Hold Z and drag on an image: its z walks in two fixed directions, to the right and down. Letting
// the button go ends it, whether Z is still held or not. Where an image has nothing else to drag,
// it goes without Z. UI thread.
class LatentDrag {
  public:
    explicit LatentDrag(bool needs_key = true) : needs_key_(needs_key) {}

    struct Event {
        bool active = false;    // z is in the hand
        bool changed = false;   // this frame
        bool released = false;  // let go after a change
    };
    // Right after the image's item, which takes the left button; `side` of it in pixels: so far is
    // a quarter turn. `z` is moved; directions are those of `seed`.
    Event after_item(std::vector<float>& z, const std::string& prior, std::uint64_t seed,
                     float side);

  private:
    bool ready() const { return !needs_key_ || latent_key_held(); }

    bool needs_key_;
    std::optional<LatentWalk> walk_;  // while it goes on
    ImVec2 from_ = ImVec2(0, 0);      // where the mouse took hold
    bool moved_ = false;
};

}  // namespace zscope::ui
