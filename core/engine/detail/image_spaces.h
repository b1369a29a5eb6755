// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <string>
#include <vector>

#include "core/model/snapshot.h"
#include "core/worlds/world.h"

namespace zscope::detail {

// A way to measure how far apart two images are: the Euclidean distance of their rows.
struct ImageSpace {
    std::string name;  // for people: "pixels"
    std::string what;  // one sentence: what a distance is
    // (N, S, S, C) bytes → (N, F) f32; one thread at a time.
    std::function<at::Tensor(const at::Tensor& bytes)> rows_of;
};

// Pixels first, then features, if there are any: of the world's oracle that ships, else of D.
std::vector<ImageSpace> image_spaces(const SnapshotPointer& model, const World* world);

// (N, C, S, S) in −1…1 → (N, S, S, C) bytes, as a file would hold them, and back.
at::Tensor bytes_of_planes(const at::Tensor& planes);
at::Tensor planes_of_bytes(const at::Tensor& bytes);

}  // namespace zscope::detail
