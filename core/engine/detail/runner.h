// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "core/messages/render.h"
#include "core/model/edit.h"
#include "core/model/snapshot.h"

namespace zscope::detail {

// How a Runner makes images; all else it computes by `reference`.
enum class Drawing {
    reference,  // fp32, as exports and measurements are made
    fastest,    // on packed weights, in bf16 where the processor has it: for looking at
};
class DrawingDevice;

// G, and D when it is first asked for, filled from a snapshot: fp32, NCHW, eval mode, no gradients.
// What comes out for one z does not depend on what else is in the batch (on a device: up to the
// rounding of the algorithm that fits the batch). z is (N, nz), row-major.
// Owned by one thread.
class Runner {
  public:
    // An Error if the weights asked for are not there or do not fit the architecture.
    // Drawing::fastest makes images on the device while there is one and it can.
    Runner(SnapshotPointer model, Weights weights, Drawing drawing = Drawing::reference,
           std::shared_ptr<DrawingDevice> device = {});
    ~Runner();
    Runner(Runner&&) noexcept;
    Runner& operator=(Runner&&) noexcept;

    // Another snapshot into the memory that is there; its architectures must be the same.
    void load(SnapshotPointer model, Weights weights);
    bool can_load(const ModelSnapshot& model) const;

    const SnapshotPointer& model() const;
    bool ema() const;                   // which weights G holds
    std::int64_t image_values() const;  // C·H·W
    // Shape of one image's maps after block k: (C, h, w). An Error if there is no such block.
    std::array<std::int64_t, 3> map_shape(std::int64_t block) const;

    // out: (N, C, H, W), −1…1.
    void images(std::span<const float> z, std::span<const Edit> edits, std::span<float> out);
    // out: (N, C, h, w) after block k and its edits. An Error if there is no such block.
    void maps(std::span<const float> z, std::int64_t block, std::span<const Edit> edits,
              std::span<float> out);
    // out: N logits of D for G(z). An Error without a D.
    void logits(std::span<const float> z, std::span<const Edit> edits, std::span<float> out);
    // out: (N, C, h, w) of D after its block k, for G(z). An Error without a D or such a block.
    void d_maps(std::span<const float> z, std::int64_t block, std::span<const Edit> edits,
                std::span<float> out);
    // out: (N, C, H, W), what in G(z) moves D (detail/d_looks.h). An Error without a D.
    void saliency(std::span<const float> z, const WantSaliency& what, std::span<const Edit> edits,
                  std::span<float> out);
    // out: N logits of D for images (N, C, H, W).
    void logits_of_images(std::span<const float> images, std::span<float> out);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace zscope::detail
