// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/architecture.h"
#include "core/model/host_tensor.h"

namespace zscope {

enum class TensorRole { trainable, statistic };

struct ExpectedTensor {
    std::vector<std::int64_t> shape;
    TensorRole role = TensorRole::trainable;
};

// The float tensors of a network by canonical name: weights, biases, BatchNorm's scale, shift and
// running statistics. Not num_batches_tracked, which files may lack.
std::map<std::string, ExpectedTensor> expected_tensors(const Architecture& architecture);

// The tensors of a network, as f32, after checking: every expected one is there with its shape,
// finite, no variance below 0, and nothing else is there. num_batches_tracked stays as it is, and
// is 0 where the file lacks it. Errors begin with `source` and name the tensor with `prefix`.
NamedTensors checked_network(const NamedTensors& tensors, const Architecture& architecture,
                             std::string_view source, std::string_view prefix);

// Likewise for Adam's moments: one tensor for each trainable one.
NamedTensors checked_moments(const NamedTensors& tensors, const Architecture& architecture,
                             std::string_view source, std::string_view prefix);

// The tensors whose names begin with `prefix`, without it.
NamedTensors without_prefix(const NamedTensors& tensors, std::string_view prefix);
// Adds `tensors` to `all` under `prefix`.
void add_with_prefix(NamedTensors& all, const NamedTensors& tensors, std::string_view prefix);

}  // namespace zscope
