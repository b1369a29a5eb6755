// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/engine/detail/runner_cache.h"
#include "core/messages/render.h"

namespace zscope::detail {

// Images of a work item; of one beside a slot that is dragged, which must not wait long for it.
inline constexpr std::size_t kImagesPerItem = 16, kImagesBesideDrag = 4;

// What became of a slot's request so far, row by row. Owned by the lane's thread.
class RenderJob {
  public:
    // Starts on `request` with `model`. A row is kept if its z, the model, the weights, the edits
    // and what is wanted are as they were. An Error, and no change, if the z do not fit the model.
    void begin(std::shared_ptr<const RenderRequest> request, SnapshotPointer model);
    bool done() const { return pending_ == 0; }
    // Computes the next rows, at most so many; the milliseconds it took in the network.
    double work(RunnerCache& runners, std::size_t most);

    const SnapshotPointer& model() const { return model_; }
    // All but the epoch. Maps are handed out when all are there.
    RenderResult result() const;

  private:
    void keep_rows(const RenderJob& before);
    bool wants_maps() const { return map_shape_[0] > 0; }
    void take_next_rows(std::size_t most);
    void compute(Runner& runner);
    void store();

    std::shared_ptr<const RenderRequest> request_;
    SnapshotPointer model_;
    bool ema_ = false;
    std::vector<bool> have_;  // per row
    std::size_t pending_ = 0;
    std::vector<std::shared_ptr<const ImageRgba8>> tiles_;
    std::vector<float> numbers_;
    std::vector<float> maps_;
    std::array<std::int64_t, 3> map_shape_ = {};
    double compute_ms_ = 0.0;

    std::vector<std::size_t> rows_;  // of the work item in hand
    std::vector<float> z_;
    std::vector<float> out_;
};

}  // namespace zscope::detail
