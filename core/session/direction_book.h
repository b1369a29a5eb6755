// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "core/latent/direction.h"
#include "core/session/tool_states.h"

namespace zscope {

struct KeptDirection {
    DirectionId id = 0;
    Direction direction;
    bool operator==(const KeptDirection&) const = default;
};
using DirectionPointer = std::shared_ptr<const Direction>;

// Every direction that was ever made or opened, by id: append-only, so that a Session's ids stay
// true through undo and restarts. The same direction again gets the same id. UI thread only.
class DirectionBook {
  public:
    // `on_new` gets each new one (the app hands it to the library).
    explicit DirectionBook(std::function<void(const KeptDirection&)> on_new = {});
    void restore(std::vector<KeptDirection> directions);

    DirectionId add(const Direction& direction);
    DirectionPointer find(DirectionId id) const;  // null if unknown
    std::size_t size() const { return directions_.size(); }
    std::vector<DirectionId> ids() const;  // of all, the oldest first

  private:
    std::map<DirectionId, DirectionPointer> directions_;
    std::function<void(const KeptDirection&)> on_new_;
};

// What the directions at work do to z (N, nz), row-major: locked ones as they are, all others at
// right angles to the locked ones, each by its strength. Those that are unknown, or of another nz
// than the rows, or have nothing left beside the locks, change nothing; `left_out` gets their
// names. `labels`: as many of a row's numbers, the last, are the label of a conditional model,
// which stays.
std::vector<float> directed(std::span<const float> z, std::size_t nz, const DirectionsState& state,
                            const DirectionBook& book, std::vector<std::string>* left_out = nullptr,
                            std::size_t labels = 0);

}  // namespace zscope
