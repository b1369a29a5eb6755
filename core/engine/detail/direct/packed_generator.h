// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <span>
#include <vector>

#include "core/engine/detail/direct/layer_weights.h"

namespace zscope::detail::direct {

// A generator for looking at: eval mode, weights packed once for the kernels, BatchNorm folded into
// a scale and a shift. What comes out for one z does not depend on what else is in the batch. Edits
// change a layer's maps on their way. Owned by one thread.
class PackedGenerator {
  public:
    // The architecture must be supported (supports_generator); errors of Network::from_tensors.
    PackedGenerator(const Crew& crew, const Architecture& architecture,
                    const NamedTensors& weights);
    // Other numbers for the same architecture, into the memory that is there.
    void load(const NamedTensors& weights);

    // The same weights in fp32, for what is not drawn: maps, measurements.
    Network& network() { return network_; }

    // z: (N, nz); out: (N, C, H, W), −1 … 1. On `threads` of the calling thread's team.
    void images(std::span<const float> z, std::span<const Edit> edits, int threads,
                std::span<float> out);

  private:
    struct Layer {
        kernels::ExpandArgs args;  // all but what depends on the number of images
        kernels::Buffer weights;   // packed
        std::vector<float> scale, shift;
    };
    // What a batch of one size passes through: z, then the rows of each layer but the last.
    using Room = std::vector<kernels::Buffer>;
    const Room& room_for(std::int64_t images);
    void edit_image(std::span<const Edit> edits, std::span<float> out, std::int64_t images) const;
    void edit_rows(std::size_t layer, const kernels::Buffer& rows, std::int64_t images,
                   std::span<const Edit> edits) const;

    Crew crew_;
    Network network_;  // fp32: names, shapes and the numbers that are packed
    std::vector<Layer> layers_;
    std::map<std::int64_t, Room> rooms_;  // by number of images
};

}  // namespace zscope::detail::direct
