// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "ui/widgets/render_view.h"

namespace zscope::ui {

// Who stands at which place of a row of places, while guests come and go: who stays keeps the
// place, and one who left keeps it too until somebody else needs it. Pure.
class TilePlaces {
  public:
    explicit TilePlaces(std::size_t most) : most_(most) {}

    // Gives each of `keys` a place, the first ones if there are more than places. Returns the
    // places that changed hands.
    std::vector<std::size_t> seat(std::span<const std::int64_t> keys);
    std::optional<std::size_t> place(std::int64_t key) const;
    // By place: the key. Grows up to `most`, never shrinks but by clear().
    const std::vector<std::int64_t>& keys() const { return keys_; }
    void clear();

  private:
    std::size_t place_for_new();

    std::size_t most_;
    std::uint64_t round_ = 0;
    std::vector<std::int64_t> keys_;
    std::vector<std::uint64_t> wanted_;  // by place: the round that it was wanted in last
    std::unordered_map<std::int64_t, std::size_t> places_;
};

// Pictures of samples that come and go, as a list is scrolled or a map zoomed: what is drawn stays
// drawn while there is room for it. UI thread.
class PlacedTiles {
  public:
    PlacedTiles(std::shared_ptr<RenderSlot> slot, std::size_t most);

    // The z of a key, always the same for the same key; (inputs) numbers.
    using LatentOf = std::function<std::span<const float>(std::int64_t)>;
    // Each frame: pictures of these keys, as `base` has model, edits and priority. Rests if there
    // are none.
    void ask(const RenderRequest& base, std::size_t inputs, std::span<const std::int64_t> keys,
             const LatentOf& z_of);
    void rest() { view_.rest(); }
    // Where in atlas() the picture of a key is; nullopt while it is not made.
    std::optional<std::size_t> tile(std::int64_t key) const;
    TileAtlas& atlas() { return view_.atlas(); }
    const std::string& error() const { return view_.error(); }

  private:
    void forget();
    void notice_ready();

    RenderView view_;
    TilePlaces places_;
    std::size_t inputs_ = 0;
    RenderRequest base_;
    std::vector<float> z_;              // (places, inputs)
    std::vector<std::uint64_t> since_;  // by place: first stamp that asked for its key
    std::vector<bool> ready_;           // by place: its picture has been there
};

}  // namespace zscope::ui
