// SPDX-License-Identifier: MIT
#include "core/engine/detail/cuda_module.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <string_view>

namespace zscope::detail {

namespace {

std::string loader_error() {
    const char* error = dlerror();
    return error != nullptr ? error : "unknown";
}

}  // namespace

CudaModule load_cuda_module(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        return {nullptr, nullptr, "zscope's CUDA module was not built: it needs the CUDA toolkit"};
    }
    void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        return {nullptr, nullptr,
                fmt::format("zscope's CUDA module did not load: {}", loader_error())};
    }
    const auto entry = reinterpret_cast<const CudaModuleEntry* (*)()>(dlsym(library, kModuleEntry));
    if (entry == nullptr) {
        return {nullptr, nullptr, fmt::format("{} is not zscope's CUDA module", file.string())};
    }
    const CudaModuleEntry* given = entry();
    if (std::string_view(given->build) != kModuleBuild) {
        return {nullptr, nullptr,
                fmt::format("zscope's CUDA module is of another build ({}) than the "
                            "program ({})",
                            given->build, kModuleBuild)};
    }
    return {given->create, given->create_urgent, ""};
}

std::filesystem::path cuda_module_file() {
    std::error_code error;
    const std::filesystem::path executable = std::filesystem::read_symlink("/proc/self/exe", error);
    return executable.parent_path().parent_path() / "lib" / "zscope" / "libzscope_cuda.so";
}

const CudaModule& cuda_module() {
    static const CudaModule loaded = load_cuda_module(cuda_module_file());
    return loaded;
}

}  // namespace zscope::detail
