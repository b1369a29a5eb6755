// SPDX-License-Identifier: MIT
#include "core/engine/detail/cuda_device.h"

#include <ATen/Context.h>
#include <c10/util/Exception.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include <array>

#include "core/engine/detail/cuda_module.h"

namespace zscope::detail {

namespace {

constexpr int kOldestCapability = 75;  // Turing: what LibTorch's builds for CUDA 13 hold code for

// The part of the driver's interface (cuda.h) that is needed before anything of LibTorch is loaded:
// the program must start where there is no driver, so nothing of it is linked.
class Driver {
  public:
    Driver() : library_(dlopen("libcuda.so.1", RTLD_NOW)) {}

    void look(CudaSight& sight) const {
        constexpr int kMajor = 75, kMinor = 76;  // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_…
        const auto init = find<int(unsigned)>("cuInit");
        const auto count = find<int(int*)>("cuDeviceGetCount");
        const auto get = find<int(int*, int)>("cuDeviceGet");
        const auto name = find<int(char*, int, int)>("cuDeviceGetName");
        const auto attribute = find<int(int*, int, int)>("cuDeviceGetAttribute");
        if (!init || !count || !get || !name || !attribute) return;
        int device = 0, major = 0, minor = 0;
        if (init(0) != 0 || count(&sight.devices) != 0 || sight.devices < 1) return;
        std::array<char, 256> text{};
        if (get(&device, 0) != 0 || name(text.data(), int{text.size() - 1}, device) != 0 ||
            attribute(&major, kMajor, device) != 0 || attribute(&minor, kMinor, device) != 0) {
            sight.devices = 0;
            return;
        }
        sight.name = text.data();
        sight.capability = 10 * major + minor;
    }

  private:
    template <class Function>
    Function* find(const char* symbol) const {
        if (library_ == nullptr) return nullptr;
        return reinterpret_cast<Function*>(dlsym(library_, symbol));
    }
    void* library_;  // stays loaded: LibTorch uses it too
};

CudaSight look() {
    CudaSight sight;
    Driver().look(sight);
    if (sight.devices < 1) return sight;
    // Global: LibTorch registers its CUDA functions with the part that is loaded already. A
    // person's own LibTorch may lack it altogether.
    if (dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL) == nullptr) {
        const char* error = dlerror();
        sight.load_error = error != nullptr ? error : "unknown";
        return sight;
    }
    try {
        if (at::hasCUDA()) sight.libtorch_devices = at::detail::getCUDAHooks().deviceCount();
    } catch (const c10::Error& e) {
        sight.load_error = e.what_without_backtrace();
    }
    if (sight.libtorch_devices > 0) sight.module_error = cuda_module().problem;
    return sight;
}

}  // namespace

CudaDevice judge_cuda(const CudaSight& sight) {
    CudaDevice device;
    if (sight.devices < 1) return device;
    device.name = sight.name;
    device.capability = sight.capability;
    if (sight.capability < kOldestCapability) {
        device.problem =
            fmt::format("{} is older than what LibTorch's CUDA part supports.", sight.name);
    } else if (!sight.load_error.empty()) {
        device.problem = fmt::format(
            "{} cannot be used: LibTorch's CUDA part did not load ({}). Remove the build folder "
            "and "
            "build again with ZSCOPE_CUDA=on in the environment to obtain what it needs.",
            sight.name, sight.load_error);
    } else if (sight.libtorch_devices < 1) {
        device.problem = fmt::format(
            "{} cannot be used: LibTorch does not see it. A newer NVIDIA driver may help.",
            sight.name);
    } else {
        device.usable = true;
        if (!sight.module_error.empty()) {
            device.problem = fmt::format(
                "{}: training goes on with LibTorch's eager CUDA path, operation by operation.",
                sight.module_error);
        }
    }
    return device;
}

const CudaDevice& cuda_device() {
    static const CudaDevice device = judge_cuda(look());
    return device;
}

}  // namespace zscope::detail
