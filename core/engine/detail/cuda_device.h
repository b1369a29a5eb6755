// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace zscope::detail {

// The CUDA device that training uses: the first that the driver lists (CUDA_VISIBLE_DEVICES
// chooses).
struct CudaDevice {
    std::string name;     // of the device the driver lists first; empty: there is none
    int capability = 0;   // 10 · major + minor; 0 without a device
    bool usable = false;  // LibTorch computes on it
    std::string problem;  // one sentence, if there is a device and it is not used, or not in full
};

// Looks once in the life of the process, the others wait: asks the driver, and only if that lists a
// device loads LibTorch's CUDA part, which takes a second or two. LibTorch decides at its first
// convolution whether it has CUDA, so Network's constructor calls this. Any thread.
const CudaDevice& cuda_device();

// What a look at the machine means; cuda_device() without the machine.
struct CudaSight {
    int devices = 0;         // that the driver lists
    std::string name;        // of the first
    int capability = 0;      // of the first
    std::string load_error;  // of libtorch_cuda, empty if it was loaded
    int libtorch_devices = 0;
    std::string module_error;  // of zscope's CUDA module, empty if it was loaded
};
CudaDevice judge_cuda(const CudaSight& sight);

}  // namespace zscope::detail
