// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/model/host_tensor.h"

namespace zscope {

// A layer of torch.nn in a file that holds a whole pickled module.
struct TorchModule {
    std::string path;                                    // as of its tensors, without ".weight"
    std::string class_name;                              // "ConvTranspose2d"
    std::map<std::string, std::vector<double>> numbers;  // its attributes: stride, padding, eps …
};

// Tensors of another program, as its file holds them: those of the whole file, or of one network.
struct ForeignNetwork {
    NamedTensors tensors;
    std::vector<std::string> order;    // the tensors' names as the file lists them; empty: unknown
    std::vector<TorchModule> modules;  // likewise; empty where the file holds tensors alone

    bool empty() const { return tensors.empty(); }
};

// The names in the file's order, or, where that is not known, as people order them.
std::vector<std::string> listed_names(const ForeignNetwork& network);

// Orders names as people do: "main.3" before "main.12".
bool natural_less(std::string_view a, std::string_view b);

}  // namespace zscope
