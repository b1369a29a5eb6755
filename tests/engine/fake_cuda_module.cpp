// SPDX-License-Identifier: MIT
// A module as libzscope_cuda.so is one, for the loader's tests, without CUDA.
#include "tests/engine/cpu_graph_device.h"

namespace {

zscope::detail::GraphDevice* create() {
    static zscope::testing::CpuGraphDevice::Log log;
    return new zscope::testing::CpuGraphDevice(log);
}
zscope::detail::DeviceStream* create_urgent() {
    return create();
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const zscope::detail::CudaModuleEntry*
zscope_cuda_module() {
#ifdef FAKE_OTHER_BUILD
    static constexpr zscope::detail::CudaModuleEntry kEntry = {"zscope 0.0.1", create,
                                                               create_urgent};
#else
    static constexpr zscope::detail::CudaModuleEntry kEntry = {zscope::detail::kModuleBuild, create,
                                                               create_urgent};
#endif
    return &kEntry;
}
