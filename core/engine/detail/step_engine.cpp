// SPDX-License-Identifier: MIT
#include "core/engine/detail/step_engine.h"

#include <algorithm>

#include "core/engine/detail/augment.h"
#include "core/engine/detail/direct/direct_engine.h"
#include "core/engine/detail/graph_engine.h"
#include "core/engine/kernels/sets.h"

namespace zscope::detail {

namespace {

class LibtorchEngine final : public StepEngine {
  public:
    explicit LibtorchEngine(Arithmetic arithmetic) : arithmetic_(std::move(arithmetic)) {}
    LossSample step(TrainingState& state, const at::Tensor& real, const at::Tensor& z,
                    const StepRates& rates, StepObserver* observer) override {
        return train_step(state, real, z, arithmetic_, rates, observer);
    }

  private:
    Arithmetic arithmetic_;
};

}  // namespace

std::vector<std::uint8_t> StepEngine::bytes_of_first(const ImageBatch& batch, std::int64_t images,
                                                     const TrainConfig& config) {
    const auto wanted =
        static_cast<std::size_t>(images * config.size * config.size * config.channels);
    const auto& pixels = batch.pixels;
    return {pixels.begin(),
            pixels.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, pixels.size()))};
}

std::unique_ptr<StepEngine> make_step_engine(const Arithmetic& arithmetic, TrainingState& state) {
    // A captured step repeats its draws and cannot begin with D alone.
    const bool same_every_step = !augments(state.config) && state.step >= state.config.d_warm_up;
    if (arithmetic.cuda && same_every_step) {
        if (auto engine = make_graph_engine(arithmetic, state)) return engine;
    }
    const kernels::KernelSet* set = kernels::set_named(arithmetic.kernels);
    if (set != nullptr) {
        return direct::make_engine({set, arithmetic.threads, arithmetic.table}, state);
    }
    return std::make_unique<LibtorchEngine>(arithmetic);
}

}  // namespace zscope::detail
