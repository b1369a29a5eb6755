// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <unordered_map>
#include <vector>

#include "core/session/sample.h"

namespace zscope {

// Every sample that was ever picked, by id: append-only, so that a Session's ids stay true through
// undo and restarts. Picking the same z of the same origin on the same model again gives the same
// id. UI thread only.
class SampleBook {
  public:
    // `on_new` gets each new sample (the app hands it to the library).
    explicit SampleBook(std::function<void(const Sample&)> on_new = {});
    void restore(std::vector<Sample> samples);

    SampleId add(std::vector<float> z, SampleOrigin origin, ModelRef model);
    SamplePointer find(SampleId id) const;  // null if unknown
    std::size_t size() const { return samples_.size(); }

  private:
    void put(SamplePointer sample);

    std::map<SampleId, SamplePointer> samples_;
    std::unordered_multimap<std::size_t, SampleId> by_z_;  // hash of z → who has it
    std::function<void(const Sample&)> on_new_;
};

// "seed 7", "seed 1 · row 12", or the origin's own text.
std::string describe(const SampleOrigin& origin);

}  // namespace zscope
