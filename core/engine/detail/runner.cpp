// SPDX-License-Identifier: MIT
#include "core/engine/detail/runner.h"

#include <c10/core/InferenceMode.h>

#include <cstring>
#include <optional>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/engine/detail/compute_threads.h"
#include "core/engine/detail/d_looks.h"
#include "core/engine/detail/device_generator.h"
#include "core/engine/detail/direct/packed_generator.h"
#include "core/engine/detail/direct/supports.h"
#include "core/engine/detail/network.h"
#include "core/engine/kernels/sets.h"

namespace zscope::detail {

namespace {

at::Tensor view(std::span<const float> values, at::IntArrayRef shape) {
    // Network::forward leaves its input as it is.
    return at::from_blob(const_cast<float*>(values.data()), shape, at::kFloat);
}

void copy_out(const at::Tensor& values, std::span<float> out) {
    const at::Tensor dense = values.contiguous();
    ZSCOPE_CHECK(dense.numel() == static_cast<std::int64_t>(out.size()), "{} into {}",
                 dense.numel(), out.size());
    std::memcpy(out.data(), dense.const_data_ptr<float>(), out.size_bytes());
}

}  // namespace

struct Runner::State {
    SnapshotPointer model;
    bool ema = false;
    Drawing drawing = Drawing::reference;
    std::shared_ptr<DrawingDevice> device;
    Network own_g;
    // Instead, where it can be drawn with: one of the two.
    std::optional<DeviceGenerator> on_device;
    std::optional<direct::PackedGenerator> packed;
    std::optional<Network> d;

    Network& g() {
        if (on_device) return on_device->network();
        return packed ? packed->network() : own_g;
    }

    void fill(const NamedTensors& weights) {
        if (drawing == Drawing::fastest && device && device->usable()) {
            try {
                on_device.emplace(device, model->generator, weights);
                return;
            } catch (const c10::Error& error) {
                device->give_up(error);
            }
        }
        fill_here(weights);
    }

    // For the processor.
    void fill_here(const NamedTensors& weights) {
        on_device.reset();
        const kernels::KernelSet* set = nullptr;
        if (drawing == Drawing::fastest && direct::supports_generator(model->generator)) {
            set = kernels::usable_sets().empty() ? nullptr : kernels::usable_sets().front();
        }
        if (set != nullptr) {
            packed.emplace(direct::Crew{set, compute_threads()}, model->generator, weights);
        } else {
            own_g = Network::from_tensors(model->generator, weights);
        }
    }

    void load(const NamedTensors& weights) {
        if (on_device) {
            if (on_device_works([&] { on_device->load(weights); })) return;
            fill_here(weights);
        } else if (packed) {
            packed->load(weights);
        } else {
            own_g.load(weights);
        }
    }

    // Does `work`; false if the device has failed, now or before.
    template <class Work>
    bool on_device_works(Work work) {
        if (!device->usable()) return false;
        try {
            work();
            return true;
        } catch (const c10::Error& error) {
            device->give_up(error);
            return false;
        }
    }

    at::Tensor z_tensor(std::span<const float> z) const {
        const std::int64_t nz = model->generator.inputs();
        const auto values = static_cast<std::int64_t>(z.size());
        if (values % nz != 0) fail("{} numbers are no latents of a model with {}", values, nz);
        return view(z, {values / nz, nz});
    }

    Network& discriminator() {
        if (!d) {
            d = Network::from_tensors(discriminator_of(*model), *model->d);
        }
        return *d;
    }
};

Runner::Runner(SnapshotPointer model, Weights weights, Drawing drawing,
               std::shared_ptr<DrawingDevice> device)
    : state_(std::make_unique<State>()) {
    const c10::InferenceMode inference;
    state_->drawing = drawing;
    state_->device = std::move(device);
    state_->ema = resolve_weights(*model, weights) == Weights::ema;
    state_->model = std::move(model);
    state_->fill(generator_weights(*state_->model, weights));
}

Runner::~Runner() = default;
Runner::Runner(Runner&&) noexcept = default;
Runner& Runner::operator=(Runner&&) noexcept = default;

void Runner::load(SnapshotPointer model, Weights weights) {
    const c10::InferenceMode inference;
    ZSCOPE_CHECK(can_load(*model), "another architecture");
    state_->ema = resolve_weights(*model, weights) == Weights::ema;
    state_->load(generator_weights(*model, weights));
    if (state_->d) {
        if (model->d) {
            state_->d->load(*model->d);
        } else {
            state_->d.reset();
        }
    }
    state_->model = std::move(model);
}

bool Runner::can_load(const ModelSnapshot& model) const {
    return model.generator == state_->model->generator &&
           model.discriminator == state_->model->discriminator;
}

const SnapshotPointer& Runner::model() const {
    return state_->model;
}
bool Runner::ema() const {
    return state_->ema;
}

std::int64_t Runner::image_values() const {
    const std::int64_t size = state_->model->generator.image_size();
    return state_->model->generator.channels * size * size;
}

std::array<std::int64_t, 3> Runner::map_shape(std::int64_t block) const {
    const Architecture& g = state_->model->generator;
    const auto blocks = static_cast<std::int64_t>(g.blocks.size());
    if (block < 1 || block > blocks) fail("There is no block {}: the model has {}", block, blocks);
    const auto index = static_cast<std::size_t>(block);
    return {g.blocks[index - 1].out, g.map_size(index), g.map_size(index)};
}

void Runner::images(std::span<const float> z, std::span<const Edit> edits, std::span<float> out) {
    const c10::InferenceMode inference;
    const at::Tensor latents = state_->z_tensor(z);
    if (state_->on_device) {
        if (state_->on_device_works([&] { state_->on_device->images(z, edits, out); })) return;
        state_->fill_here(generator_weights(*state_->model, ema() ? Weights::ema : Weights::raw));
    }
    if (state_->packed) {
        state_->packed->images(z, edits, compute_threads(), out);
    } else {
        copy_out(state_->g().forward(latents, Mode::eval, edits), out);
    }
}

void Runner::maps(std::span<const float> z, std::int64_t block, std::span<const Edit> edits,
                  std::span<float> out) {
    const c10::InferenceMode inference;
    copy_out(state_->g().forward_to_block(state_->z_tensor(z), block, Mode::eval, edits), out);
}

void Runner::logits(std::span<const float> z, std::span<const Edit> edits, std::span<float> out) {
    const c10::InferenceMode inference;
    Network& d = state_->discriminator();
    copy_out(d.forward(state_->g().forward(state_->z_tensor(z), Mode::eval, edits), Mode::eval),
             out);
}

void Runner::d_maps(std::span<const float> z, std::int64_t block, std::span<const Edit> edits,
                    std::span<float> out) {
    const c10::InferenceMode inference;
    Network& d = state_->discriminator();
    const at::Tensor x = state_->g().forward(state_->z_tensor(z), Mode::eval, edits);
    copy_out(d.forward_to_block(x, block, Mode::eval), out);
}

void Runner::saliency(std::span<const float> z, const WantSaliency& what,
                      std::span<const Edit> edits, std::span<float> out) {
    const c10::InferenceMode inference;
    Network& d = state_->discriminator();
    const at::Tensor x = state_->g().forward(state_->z_tensor(z), Mode::eval, edits);
    copy_out(d_saliency(d, x, what), out);
}

void Runner::logits_of_images(std::span<const float> images, std::span<float> out) {
    const c10::InferenceMode inference;
    const Architecture& g = state_->model->generator;
    const auto count = static_cast<std::int64_t>(out.size());
    ZSCOPE_CHECK(count * image_values() == static_cast<std::int64_t>(images.size()),
                 "{} values for {} images", images.size(), count);
    const at::Tensor x = view(images, {count, g.channels, g.image_size(), g.image_size()});
    copy_out(state_->discriminator().forward(x, Mode::eval), out);
}

}  // namespace zscope::detail
