// SPDX-License-Identifier: MIT
#include "core/engine/detail/graph_engine.h"

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/engine/detail/cuda_module.h"

namespace zscope::detail {

namespace {

enum Scalar : std::int64_t { kStep, kRateD, kRateG, kAverageWeight, kScalars };
enum Result : std::int64_t { kLossReal, kLossFake, kLossG, kDx, kDgz1, kDgz2, kResults };

DeviceSlot make_slot(at::IntArrayRef shape, at::ScalarType type, at::Device device) {
    const auto host = at::TensorOptions().dtype(type).pinned_memory(device.is_cuda());
    return {at::zeros(shape, host), at::zeros(shape, at::TensorOptions(device).dtype(type))};
}
void send(DeviceSlot& slot) {
    slot.device.copy_(slot.host, /*non_blocking=*/true);
}
void fetch(DeviceSlot& slot) {
    slot.host.copy_(slot.device, /*non_blocking=*/true);
}

// Moves the weights by numbers that lie on the device: nothing of the host's enters the capture.
class DeviceUpdates final : public StepUpdates {
  public:
    explicit DeviceUpdates(at::Tensor scalars) : scalars_(std::move(scalars)) {}
    void adam_d(TrainingState& state) override {
        state.adam_d.apply(state.d.parameters(), rates(state, kRateD));
    }
    void adam_g(TrainingState& state) override {
        state.adam_g.apply(state.g.parameters(), rates(state, kRateG));
    }
    void average_g(TrainingState& state) override {
        average_generator(state, scalars_.select(0, kAverageWeight));
    }

  private:
    Adam::DeviceRates rates(const TrainingState& state, Scalar rate) const {
        return {scalars_.select(0, kStep), scalars_.select(0, rate), state.config.beta1,
                state.config.beta2};
    }
    at::Tensor scalars_;
};

at::Tensor mean_sigmoid(const at::Tensor& logits) {
    return logits.detach().sigmoid().mean();
}

LossSample sample_of(const at::Tensor& results, std::int64_t step) {
    const auto* numbers = results.const_data_ptr<float>();
    LossSample sample;
    sample.step = step;
    sample.loss_d_real = numbers[kLossReal];
    sample.loss_d_fake = numbers[kLossFake];
    sample.loss_d = sample.loss_d_real + sample.loss_d_fake;
    sample.loss_g = numbers[kLossG];
    sample.d_x = numbers[kDx];
    sample.d_g_z1 = numbers[kDgz1];
    sample.d_g_z2 = numbers[kDgz2];
    return sample;
}

}  // namespace

GraphEngine::GraphEngine(std::unique_ptr<GraphDevice> device, Arithmetic arithmetic,
                         const TrainingState& state)
    : device_(std::move(device)), arithmetic_(std::move(arithmetic)) {
    const TrainConfig& c = state.config;
    const at::Device where = device_of(arithmetic_);
    const auto numbers = at::TensorOptions(where).dtype(at::kFloat);
    bytes_ = make_slot({c.batch, c.size, c.size, c.channels}, at::kByte, where);
    scalars_ = make_slot({kScalars}, at::kFloat, where);
    results_ = make_slot({kResults}, at::kFloat, where);
    real_ =
        at::empty({c.batch, c.channels, c.size, c.size}, numbers, at::MemoryFormat::ChannelsLast);
    z_ = at::empty({c.batch, c.nz}, numbers);
}

bool GraphEngine::keep_images(DataSource& source, const std::stop_token& stop,
                              const UploadProgress& progress) {
    if (!fits_on_device(bytes_of(source), device_->free_bytes())) return false;
    try {
        all_ = upload_images(source, device_of(arithmetic_), stop, progress);
    } catch (const c10::Error&) {  // somebody else took the memory meanwhile
        return false;
    } catch (const Error&) {
        return false;
    }
    if (!all_.defined()) return false;
    indices_ = make_slot({bytes_.host.size(0)}, at::kLong, device_of(arithmetic_));
    return true;
}

std::vector<std::uint8_t> GraphEngine::bytes_of_first(const ImageBatch& batch, std::int64_t images,
                                                      const TrainConfig& config) {
    if (!batch.pixels.empty()) return StepEngine::bytes_of_first(batch, images, config);
    const auto count = std::min(images, static_cast<std::int64_t>(batch.indices.size()));
    const at::Tensor wanted = at::tensor(batch.indices, at::kLong).narrow(0, 0, count);
    const at::Tensor bytes = all_.index_select(0, wanted.to(all_.device())).to(at::kCPU);
    const auto* first = bytes.const_data_ptr<std::uint8_t>();
    return {first, first + bytes.numel()};
}

at::Tensor GraphEngine::images(const ImageBatch& batch, const TrainConfig&, const Arithmetic&) {
    if (all_.defined() && batch.pixels.empty()) {
        ZSCOPE_CHECK(batch.indices.size() * sizeof(std::int64_t) == indices_.host.nbytes(),
                     "{} indices", batch.indices.size());
        device_->wait();  // the indices before may still be on their way
        std::memcpy(indices_.host.mutable_data_ptr(), batch.indices.data(), indices_.host.nbytes());
        device_->run([&] {
            send(indices_);
            device_->gather(all_, indices_.device, real_);
        });
        return real_;
    }
    ZSCOPE_CHECK(batch.pixels.size() == bytes_.host.nbytes(), "{} bytes, {} expected",
                 batch.pixels.size(), bytes_.host.nbytes());
    device_->wait();  // the bytes before may still be on their way
    std::memcpy(bytes_.host.mutable_data_ptr(), batch.pixels.data(), batch.pixels.size());
    device_->run([&] {
        send(bytes_);
        device_->normalise(bytes_.device, real_);
    });
    return real_;
}

LossSample GraphEngine::step(TrainingState& state, const at::Tensor& real, const at::Tensor& z,
                             const StepRates& rates, StepObserver* observer) {
    const std::int64_t number = state.step + 1;
    auto* scalars = scalars_.host.mutable_data_ptr<float>();
    scalars[kStep] = static_cast<float>(number);
    scalars[kRateD] = static_cast<float>(rates.lr_d);
    scalars[kRateG] = static_cast<float>(rates.lr_g);
    scalars[kAverageWeight] = static_cast<float>(average_weight(number));
    device_->run([&] {
        send(scalars_);
        if (!real.is_same(real_)) real_.copy_(real);
        z_.copy_(z);
        advance(state);
        fetch(results_);
    });
    device_->wait();
    state.step = number;
    state.position += real.size(0);
    if (observer != nullptr && observer->wants_generated()) observer->generated(fakes_);
    return sample_of(results_.host, number);
}

void GraphEngine::advance(TrainingState& state) {
    if (!captured_ && !refused_ && steps_called_ >= kWarmUpSteps) try_capture(state);
    if (captured_) {
        device_->replay();
        return;
    }
    compute(state);
    ++steps_called_;
}

void GraphEngine::compute(TrainingState& state) {
    DeviceUpdates updates(scalars_.device);
    const StepTensors out = dcgan_step(state, real_, z_, arithmetic_, updates);
    fakes_ = out.fakes;
    const c10::NoGradGuard no_grad;
    results_.device.copy_(
        at::stack({out.loss_real, out.loss_fake, out.loss_g, mean_sigmoid(out.real_logits),
                   mean_sigmoid(out.fake_logits), mean_sigmoid(out.judged)}));
}

void GraphEngine::try_capture(TrainingState& state) {
    std::string reason;
    try {
        device_->capture([this, &state] { compute(state); });
        captured_ = true;
        return;
    } catch (const c10::Error& error) {
        reason = error.what_without_backtrace();
    } catch (const std::exception& error) {
        reason = error.what();
    }
    refused_ = true;
    note_ = fmt::format(
        "The training step could not be captured as a CUDA graph ({}): training goes on with "
        "LibTorch's eager CUDA path, operation by operation.",
        reason.substr(0, reason.find('\n')));
}

std::string GraphEngine::take_note() {
    return std::exchange(note_, {});
}

std::unique_ptr<StepEngine> make_graph_engine(const Arithmetic& arithmetic,
                                              const TrainingState& state) {
    const CudaModule& loaded = cuda_module();
    if (loaded.create == nullptr) return nullptr;
    return std::make_unique<GraphEngine>(std::unique_ptr<GraphDevice>(loaded.create()), arithmetic,
                                         state);
}

}  // namespace zscope::detail
