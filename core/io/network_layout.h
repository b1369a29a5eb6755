// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/io/foreign_network.h"
#include "core/model/architecture.h"

namespace zscope {

// A network as it was read off the names and shapes of its tensors, under canonical names.
struct FoundNetwork {
    Architecture architecture;
    NamedTensors tensors;            // checked (model_tensors.h)
    std::vector<std::string> notes;  // what had to be assumed, for people
};

// What a person knows of a generator and its file does not say.
struct GeneratorHints {
    std::int64_t labels = 0;  // how many of the numbers that it takes are a class label, the last
    std::vector<std::int64_t> strides{};   // of each layer; empty: as DCGAN has them
    std::vector<std::int64_t> paddings{};  // likewise
    bool operator==(const GeneratorHints&) const = default;
};

// Reads a chain of ConvTranspose2d, with or without BatchNorm2d, from z to 1 or 3 maps. Any names,
// any widths; a BatchNorm without scale and shift gets 1 and 0. Blocks are named main.0, main.1 …
// as torch.nn.Sequential would. A file of tensors alone leaves open: strides and padding (assumed:
// the first layer 1 and 0, the others double the map; a note says so for kernels other than 4), the
// activations (ReLU, tanh at the end) and eps (1e-5); a whole pickled module says them. What does
// not fit is an Error that begins with `source` and has a table of all layers (network_table.h).
FoundNetwork find_generator(const ForeignNetwork& network, std::string_view source,
                            const GeneratorHints& hints = {});
// A chain of Conv2d, for images of that size and so many channels, to one number.
FoundNetwork find_discriminator(const ForeignNetwork& network, std::int64_t size,
                                std::int64_t channels, std::string_view source);

enum class NetworkKind { none, generator, discriminator };
// By the shapes alone: a chain from an image to one number, or one to 1 or 3 maps.
NetworkKind guess_kind(const ForeignNetwork& network);

}  // namespace zscope
