// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "core/engine/detail/graph_device.h"

namespace zscope::detail {

// zscope's own CUDA part, libzscope_cuda.so: built where the CUDA toolkit is, never linked.
struct CudaModule {
    // As in CudaModuleEntry; null: it is not there.
    GraphDevice* (*create)() = nullptr;
    DeviceStream* (*create_urgent)() = nullptr;
    std::string problem;  // why not: a clause without a full stop
};

// Loads `file`; it stays loaded. Never throws: what is wrong is the result's problem.
CudaModule load_cuda_module(const std::filesystem::path& file);

// Of this program: <executable>/../lib/zscope/libzscope_cuda.so, whether it is there or not.
std::filesystem::path cuda_module_file();

// The one of this program, loaded once in the life of the process. It loads LibTorch's CUDA part:
// call it where that is at work (cuda_device() does). Any thread.
const CudaModule& cuda_module();

}  // namespace zscope::detail
