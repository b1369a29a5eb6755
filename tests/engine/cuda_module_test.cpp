// SPDX-License-Identifier: MIT
#include "core/engine/detail/cuda_module.h"

#include <doctest/doctest.h>

#include <memory>

using namespace zscope;
using namespace zscope::detail;

TEST_CASE("a module of this build is loaded and makes a device") {
    const CudaModule loaded = load_cuda_module(FAKE_CUDA_MODULE);
    CHECK(loaded.problem == "");
    REQUIRE(static_cast<bool>(loaded.create));
    const std::unique_ptr<GraphDevice> device(loaded.create());
    int called = 0;
    device->run([&] { ++called; });
    device->run([&] {
        device->capture([&] { called += 10; });
        device->replay();
        device->replay();
    });
    CHECK(called == 21);
    at::Tensor bytes = at::zeros({1, 2, 2, 3}, at::kByte);
    at::Tensor images = at::zeros({1, 3, 2, 2}).contiguous(at::MemoryFormat::ChannelsLast);
    device->normalise(bytes, images);
    CHECK(images.sum().item<float>() == -12.0F);
    const std::unique_ptr<DeviceStream> urgent(loaded.create_urgent());
    urgent->run([&] { ++called; });
    urgent->wait();
    CHECK(called == 22);
}

TEST_CASE("a module that is missing, another library or of another build is named so") {
    CHECK(load_cuda_module("/nowhere/libzscope_cuda.so").problem.find("not built") !=
          std::string::npos);
    const CudaModule other = load_cuda_module(FAKE_CUDA_MODULE_OF_ANOTHER_BUILD);
    CHECK_FALSE(static_cast<bool>(other.create));
    CHECK(other.problem.find("zscope 0.0.1") != std::string::npos);
    CHECK(other.problem.find(kModuleBuild) != std::string::npos);
    const CudaModule foreign = load_cuda_module(FOREIGN_LIBRARY);
    CHECK_FALSE(static_cast<bool>(foreign.create));
    CHECK(foreign.problem.find("is not zscope's") != std::string::npos);
    const CudaModule text = load_cuda_module("/proc/self/cmdline");
    CHECK_FALSE(static_cast<bool>(text.create));
    CHECK(text.problem.find("did not load") != std::string::npos);
}
