// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/image/image.h"
#include "core/model/edit.h"
#include "core/model/host_tensor.h"
#include "core/model/model_ref.h"

namespace zscope {

struct WantImages {
    bool operator==(const WantImages&) const = default;
};
struct WantDLogit {  // eval-mode logit of D for G(z): needs a model with a D
    bool operator==(const WantDLogit&) const = default;
};
struct WantBlock {  // feature maps after block k
    std::int64_t block = 1;
    bool operator==(const WantBlock&) const = default;
};
struct WantDBlock {  // feature maps of D after block k, for G(z): needs a model with a D
    std::int64_t block = 1;
    bool operator==(const WantDBlock&) const = default;
};
// What in the image of G(z) moves D: its logit, or the mean of one of its feature maps.
enum class SaliencyKind {
    gradient,  // as it is
    guided,    // guided backpropagation: only what speaks for it (Springenberg et al. 2014,
               // arXiv 1412.6806)
};
struct WantSaliency {
    SaliencyKind kind = SaliencyKind::gradient;
    std::int64_t block = 0;  // of D; 0: the logit
    std::int64_t unit = 0;   // a map of that block
    bool operator==(const WantSaliency&) const = default;
};

enum class RenderPriority { dragged, visible, hidden };

// What a panel wants to see. One slot per panel; the newest request of a slot wins.
struct RenderRequest {
    std::uint64_t stamp = 0;  // given by the slot when it is submitted, growing
    ModelRef model;
    std::shared_ptr<const std::vector<float>> z;  // (N, nz), row-major
    std::int64_t count = 0;                       // N
    std::vector<Edit> edits;
    std::variant<WantImages, WantDLogit, WantBlock, WantDBlock, WantSaliency> want;
    RenderPriority priority = RenderPriority::visible;

    // Same picture asked for? (stamp and priority aside; z by value)
    bool same_content(const RenderRequest& other) const;
};

// The slot so far: each work item of at most 16 images publishes a new value with more tiles.
struct RenderResult {
    std::uint64_t stamp = 0;  // of the request it answers
    std::uint64_t epoch = 0;  // grows whenever the slot's model changes to another one
    std::int64_t step = 0;    // of the snapshot that was rendered
    bool ema = false;         // which weights were shown
    std::vector<std::shared_ptr<const ImageRgba8>> tiles;  // N; null while pending
    std::vector<float> numbers;                            // D's logits, N, when asked for
    std::shared_ptr<const HostTensor> maps;                // (N, C, h, w) f32: a block, or saliency
    bool done = false;
    double compute_ms = 0.0;  // time in the network, for the status bar
    std::string error;        // empty, or what went wrong, for the person
};

}  // namespace zscope
