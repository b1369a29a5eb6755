// SPDX-License-Identifier: MIT
#include "core/session/direction_book.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/latent/labels.h"

namespace zscope {

DirectionBook::DirectionBook(std::function<void(const KeptDirection&)> on_new)
    : on_new_(std::move(on_new)) {}

void DirectionBook::restore(std::vector<KeptDirection> directions) {
    for (KeptDirection& kept : directions) {
        directions_.insert_or_assign(kept.id,
                                     std::make_shared<const Direction>(std::move(kept.direction)));
    }
}

DirectionId DirectionBook::add(const Direction& direction) {
    const auto same = std::ranges::find_if(
        directions_, [&direction](const auto& entry) { return *entry.second == direction; });
    if (same != directions_.end()) return same->first;
    const DirectionId id = directions_.empty() ? 1 : directions_.rbegin()->first + 1;
    directions_.emplace(id, std::make_shared<const Direction>(direction));
    if (on_new_) on_new_({id, direction});
    return id;
}

DirectionPointer DirectionBook::find(DirectionId id) const {
    const auto found = directions_.find(id);
    return found == directions_.end() ? nullptr : found->second;
}

std::vector<DirectionId> DirectionBook::ids() const {
    std::vector<DirectionId> all;
    for (const auto& [id, direction] : directions_)
        all.push_back(id);
    return all;
}

std::vector<float> directed(std::span<const float> z, std::size_t nz, const DirectionsState& state,
                            const DirectionBook& book, std::vector<std::string>* left_out,
                            std::size_t labels) {
    if (labels > 0) {
        const std::vector<float> bare =
            directed(without_labels(z, nz, labels), nz - labels, state, book, left_out);
        std::vector<float> rows(z.begin(), z.end());
        for (std::size_t row = 0; row < rows.size() / nz; ++row) {
            std::copy_n(bare.begin() + static_cast<std::ptrdiff_t>(row * (nz - labels)),
                        nz - labels, rows.begin() + static_cast<std::ptrdiff_t>(row * nz));
        }
        return rows;
    }
    std::vector<float> moved_z(z.begin(), z.end());
    const auto fits = [&](const DirectionPointer& direction) {
        return direction != nullptr && direction->vector.size() == nz;
    };
    std::vector<Direction> locks;
    for (const DirectionUse& use : state.list) {
        const DirectionPointer direction = book.find(use.id);
        if (use.locked && fits(direction)) locks.push_back(*direction);
    }
    for (const DirectionUse& use : state.list) {
        const DirectionPointer direction = book.find(use.id);
        if (direction != nullptr && use.strength == 0.0) continue;
        try {
            if (!fits(direction)) fail("of another model");
            moved_z =
                moved(moved_z, use.locked ? *direction : locked(*direction, locks), use.strength);
        } catch (const Error&) {
            if (left_out != nullptr)
                left_out->push_back(direction == nullptr ? "(lost)" : direction->name);
        }
    }
    return moved_z;
}

}  // namespace zscope
