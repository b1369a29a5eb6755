// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/messages/render.h"
#include "core/model/host_tensor.h"
#include "core/model/snapshot.h"

namespace zscope {

// A discriminator as an instrument: what it makes of images, in eval mode, fp32, each image on its
// own. For commands, jobs and tests; the window asks the interactive lane for the same. Images are
// (N, C, H, W), f32, −1…1, of the model's size; they pass in pieces of 64.
// Not thread-safe; one per thread.
class DiscriminatorLooks {
  public:
    // An Error if the model came without a D.
    explicit DiscriminatorLooks(const SnapshotPointer& model, int threads = 0);
    ~DiscriminatorLooks();
    DiscriminatorLooks(DiscriminatorLooks&&) noexcept;
    DiscriminatorLooks& operator=(DiscriminatorLooks&&) noexcept;

    // D's logit of each image, N numbers: above 0 it takes it for real.
    std::vector<float> logits(const HostTensor& images);
    // Feature maps after block k (1 is the one that sees the image): (N, C, h, w).
    HostTensor maps(const HostTensor& images, std::int64_t block);
    // The gradient of the logit, or of the mean of one map, with respect to each image: (N, C, H,
    // W). Guided: only what speaks for it (Springenberg et al. 2014; the rule for LeakyReLU is that
    // for ReLU, detail/d_looks.h says why).
    HostTensor saliency(const HostTensor& images, const WantSaliency& what);
    // The features of the DCGAN paper (section 5.1): the maps of all blocks but the last, each
    // max-pooled to 4 × 4, flattened, one behind the other: (N, F). An Error when `stop` is asked.
    HostTensor features(const HostTensor& images, const std::stop_token& stop = {});
    std::int64_t feature_count() const;  // F

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace zscope
