// SPDX-License-Identifier: MIT
// libzscope_cuda.so: DeviceStream and GraphDevice on a CUDA device. Compiled and linked, not run on
// a device yet.
#include <ATen/Context.h>
#include <ATen/cuda/CUDAEvent.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <algorithm>
#include <memory>

#include "core/engine/cuda/kernels.h"
#include "core/engine/detail/graph_device.h"

namespace zscope::cuda {

namespace {

constexpr c10::DeviceIndex kDevice = 0;  // the one that device_of gives

// A stream of LibTorch's pool: its low priority is CUDA's lowest, which a capture's nodes keep when
// they are replayed.
template <class Interface>
class OnStream : public Interface {
  public:
    explicit OnStream(bool urgent) : stream_(c10::cuda::getStreamFromPool(urgent, kDevice)) {}

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

  protected:
    const c10::cuda::CUDAStream& stream() const { return stream_; }

  private:
    c10::cuda::CUDAStream stream_;
    // Whoever waits for `after_` leaves the core to others instead of spinning.
    at::cuda::CUDAEvent before_, after_{cudaEventDisableTiming | cudaEventBlockingSync};
};

using UrgentStream = OnStream<detail::DeviceStream>;

class CudaGraphDevice final : public OnStream<detail::GraphDevice> {
  public:
    CudaGraphDevice() : OnStream(/*urgent=*/false) {
        // Shapes never change within a run: trying the algorithms once pays.
        at::globalContext().setBenchmarkCuDNN(true);
    }

    std::int64_t free_bytes() override {
        const c10::cuda::CUDAGuard guard(kDevice);
        std::size_t free = 0, total = 0;
        C10_CUDA_CHECK(cudaMemGetInfo(&free, &total));
        return static_cast<std::int64_t>(free);
    }

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

    void gather(const at::Tensor& all, const at::Tensor& indices, at::Tensor& images) override {
        const std::int64_t per_image = images.numel() / std::max<std::int64_t>(images.size(0), 1);
        TORCH_CHECK(all.is_contiguous() && all.numel() == all.size(0) * per_image &&
                        indices.is_contiguous() && indices.numel() == images.size(0) &&
                        images.is_contiguous(at::MemoryFormat::ChannelsLast),
                    "gather: both in the order N, H, W, C");
        const Gather from{all.const_data_ptr<std::uint8_t>(),
                          indices.const_data_ptr<std::int64_t>(), per_image};
        C10_CUDA_CHECK(queue_gather(from, images.mutable_data_ptr<float>(), images.numel(),
                                    c10::cuda::getCurrentCUDAStream(kDevice)));
    }

  private:
    // A capture that is left open makes its stream refuse all work.
    void end_capture() noexcept {
        cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
        cudaGraph_t unused = nullptr;
        if (cudaStreamIsCapturing(stream(), &status) == cudaSuccess &&
            status != cudaStreamCaptureStatusNone &&
            cudaStreamEndCapture(stream(), &unused) == cudaSuccess && unused != nullptr) {
            (void)cudaGraphDestroy(unused);
        }
        (void)cudaGetLastError();  // or the next check of LibTorch's would report it
    }

    std::unique_ptr<at::cuda::CUDAGraph> graph_;
};

detail::GraphDevice* create() {
    return new CudaGraphDevice;
}
detail::DeviceStream* create_urgent() {
    return new UrgentStream(/*urgent=*/true);
}

}  // namespace

}  // namespace zscope::cuda

// The module's only symbol; its name is detail::kModuleEntry.
extern "C" __attribute__((visibility("default"))) const zscope::detail::CudaModuleEntry*
zscope_cuda_module() {
    static constexpr zscope::detail::CudaModuleEntry kEntry = {
        zscope::detail::kModuleBuild, zscope::cuda::create, zscope::cuda::create_urgent};
    return &kEntry;
}
