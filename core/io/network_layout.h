// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/model/architecture.h"
#include "core/model/host_tensor.h"

namespace zscope {

// A network as it was read off the names and shapes of its tensors, under canonical names.
struct FoundNetwork {
    Architecture architecture;
    NamedTensors tensors;  // checked (model_tensors.h)
};

// `tensors`: those of one network, any names that end in weight, bias, running_mean, running_var,
// num_batches_tracked; in the order of their names, numbers in them counted as numbers. Blocks are
// named main.0, main.1 … as torch.nn.Sequential would. What files do not hold is assumed: the first
// layer of a generator has stride 1 and no padding, the others double the map; activations as
// DCGAN has them. What does not fit is an Error that begins with `source` and names the tensor.
FoundNetwork find_generator(const NamedTensors& tensors, std::string_view source);
// For images of that size and so many channels; ends in one number.
FoundNetwork find_discriminator(const NamedTensors& tensors, std::int64_t size,
                                std::int64_t channels, std::string_view source);

// Whether the tensors look like a chain of convolutions from an image to one number.
bool looks_like_discriminator(const NamedTensors& tensors);

// Orders names as people do: "main.3" before "main.12".
bool natural_less(std::string_view a, std::string_view b);

}  // namespace zscope
