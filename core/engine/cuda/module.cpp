// SPDX-License-Identifier: MIT
// libzscope_cuda.so: GraphDevice on a CUDA device. Compiled and linked, not run on a device yet.
#include <ATen/Context.h>
#include <ATen/cuda/CUDAEvent.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <memory>

#include "core/engine/cuda/kernels.h"
#include "core/engine/detail/graph_device.h"

namespace zscope::cuda {

namespace {

constexpr c10::DeviceIndex kDevice = 0;  // the one that device_of gives

class CudaGraphDevice final : public detail::GraphDevice {
  public:
    CudaGraphDevice() : stream_(c10::cuda::getStreamFromPool(/*isHighPriority=*/false, kDevice)) {
        // Shapes never change within a run: trying the algorithms once pays.
        at::globalContext().setBenchmarkCuDNN(true);
    }

    void run(const std::function<void()>& work) override {
        const c10::cuda::CUDAStream callers = c10::cuda::getCurrentCUDAStream(kDevice);
        before_.record(callers);
        before_.block(stream_);
        {
            const c10::cuda::CUDAStreamGuard guard(stream_);
            work();
        }
        after_.record(stream_);
        after_.block(callers);
    }
    void wait() override { after_.synchronize(); }

    void capture(const std::function<void()>& work) override {
        // The capture takes memory of its own; what the steps before it used is given back first.
        c10::cuda::CUDACachingAllocator::emptyCache();
        auto graph = std::make_unique<at::cuda::CUDAGraph>();
        try {
            // Thread-local: what other threads do with the device meanwhile is not an error.
            graph->capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
            work();
            graph->capture_end();
        } catch (...) {
            end_capture();
            throw;
        }
        graph_ = std::move(graph);
    }
    void replay() override { graph_->replay(); }

    void normalise(const at::Tensor& bytes, at::Tensor& images) override {
        TORCH_CHECK(bytes.is_contiguous() && bytes.numel() == images.numel() &&
                        images.is_contiguous(at::MemoryFormat::ChannelsLast),
                    "normalise: both in the order N, H, W, C");
        C10_CUDA_CHECK(queue_normalise(bytes.const_data_ptr<std::uint8_t>(),
                                       images.mutable_data_ptr<float>(), bytes.numel(),
                                       c10::cuda::getCurrentCUDAStream(kDevice)));
    }

  private:
    // A capture that is left open makes its stream refuse all work.
    void end_capture() noexcept {
        cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
        cudaGraph_t unused = nullptr;
        if (cudaStreamIsCapturing(stream_, &status) == cudaSuccess &&
            status != cudaStreamCaptureStatusNone &&
            cudaStreamEndCapture(stream_, &unused) == cudaSuccess && unused != nullptr) {
            (void)cudaGraphDestroy(unused);
        }
        (void)cudaGetLastError();  // or the next check of LibTorch's would report it
    }

    // The pool's low priority is CUDA's lowest; a capture's nodes keep it when they are replayed.
    c10::cuda::CUDAStream stream_;
    // Whoever waits for `after_` leaves the core to others instead of spinning.
    at::cuda::CUDAEvent before_, after_{cudaEventDisableTiming | cudaEventBlockingSync};
    std::unique_ptr<at::cuda::CUDAGraph> graph_;
};

detail::GraphDevice* create() {
    return new CudaGraphDevice;
}

}  // namespace

}  // namespace zscope::cuda

// The module's only symbol; its name is detail::kModuleEntry.
extern "C" __attribute__((visibility("default"))) const zscope::detail::CudaModuleEntry*
zscope_cuda_module() {
    static constexpr zscope::detail::CudaModuleEntry kEntry = {zscope::detail::kModuleBuild,
                                                               zscope::cuda::create};
    return &kEntry;
}
