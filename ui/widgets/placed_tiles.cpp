// SPDX-License-Identifier: MIT
#include "ui/widgets/placed_tiles.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"

namespace zscope::ui {

std::vector<std::size_t> TilePlaces::seat(std::span<const std::int64_t> keys) {
    ++round_;
    const auto seated = keys.first(std::min(keys.size(), most_));
    for (const std::int64_t key : seated) {
        if (const auto found = places_.find(key); found != places_.end()) {
            wanted_[found->second] = round_;
        }
    }
    std::vector<std::size_t> changed;
    for (const std::int64_t key : seated) {
        if (places_.contains(key)) continue;
        const std::size_t place = place_for_new();
        keys_[place] = key;
        wanted_[place] = round_;
        places_[key] = place;
        changed.push_back(place);
    }
    return changed;
}

// A fresh one while there is room, else that of whoever left longest ago.
std::size_t TilePlaces::place_for_new() {
    if (keys_.size() < most_) {
        keys_.push_back(0);
        wanted_.push_back(0);
        return keys_.size() - 1;
    }
    const auto oldest = std::ranges::min_element(wanted_);
    const auto place = static_cast<std::size_t>(oldest - wanted_.begin());
    places_.erase(keys_[place]);
    return place;
}

std::optional<std::size_t> TilePlaces::place(std::int64_t key) const {
    const auto found = places_.find(key);
    return found == places_.end() ? std::nullopt : std::optional(found->second);
}

void TilePlaces::clear() {
    keys_.clear();
    wanted_.clear();
    places_.clear();
}

PlacedTiles::PlacedTiles(std::shared_ptr<RenderSlot> slot, std::size_t most)
    : view_(std::move(slot)), places_(most) {}

void PlacedTiles::forget() {
    places_.clear();
    z_.clear();
    since_.clear();
    ready_.clear();
}

void PlacedTiles::ask(const RenderRequest& base, std::size_t inputs,
                      std::span<const std::int64_t> keys, const LatentOf& z_of) {
    if (base.model != base_.model || base.edits != base_.edits || inputs != inputs_) forget();
    base_ = base;
    inputs_ = inputs;
    if (keys.empty()) return rest();
    const std::vector<std::size_t> changed = places_.seat(keys);
    const std::size_t count = places_.keys().size();
    z_.resize(count * inputs);
    since_.resize(count, 0);
    ready_.resize(count, false);
    for (const std::size_t place : changed) {
        const std::span<const float> z = z_of(places_.keys()[place]);
        ZSCOPE_CHECK(z.size() == inputs, "{} numbers, not {}", z.size(), inputs);
        std::ranges::copy(z, z_.begin() + static_cast<std::ptrdiff_t>(place * inputs));
        ready_[place] = false;
    }
    RenderRequest request = base;
    request.z = std::make_shared<const std::vector<float>>(z_);
    request.count = static_cast<std::int64_t>(count);
    view_.ask(std::move(request));
    for (const std::size_t place : changed)
        since_[place] = view_.asked();
    view_.poll();
    notice_ready();
}

// A place's texture shows who was there before until a picture comes that was asked for since.
void PlacedTiles::notice_ready() {
    const RenderResult* result = view_.result();
    if (result == nullptr) return;
    for (std::size_t place = 0; place < std::min(ready_.size(), result->tiles.size()); ++place) {
        if (result->stamp >= since_[place] && result->tiles[place] != nullptr) ready_[place] = true;
    }
}

std::optional<std::size_t> PlacedTiles::tile(std::int64_t key) const {
    const std::optional<std::size_t> place = places_.place(key);
    if (!place || *place >= ready_.size() || !ready_[*place]) return std::nullopt;
    return place;
}

}  // namespace zscope::ui
