// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/latent/torch_randn.h"
#include "core/model/snapshot.h"

namespace zscope::test {

inline NetworkShape tiny_shape() {
    return {.size = 32, .channels = 3, .nz = 10, .ngf = 4, .ndf = 4, .max_width = 0};
}

inline HostTensor random_tensor(std::vector<std::int64_t> shape, std::uint64_t seed, float mean,
                                float deviation) {
    HostTensor tensor{DType::f32, std::move(shape), nullptr};
    std::vector<float> values = torch_randn(seed, tensor.count());
    for (float& x : values)
        x = mean + deviation * x;
    return HostTensor::from_floats(tensor.shape, values);
}

// Weights that are nobody's default: every BatchNorm has statistics, scale and shift of its own, so
// that a network that mixes them up, or uses the batch's, gives other images.
inline NamedTensors random_weights(const Architecture& network, std::uint64_t seed) {
    NamedTensors tensors;
    const bool grows = network.kind == LayerKind::conv_transpose;
    for (const Block& block : network.blocks) {
        const std::int64_t first = grows ? block.in : block.out;
        const std::int64_t second = grows ? block.out : block.in;
        tensors[block.name + ".weight"] =
            random_tensor({first, second, block.kernel, block.kernel}, ++seed, 0.0F, 0.15F);
        if (!block.norm_name) continue;
        const std::string& norm = *block.norm_name;
        tensors[norm + ".weight"] = random_tensor({block.out}, ++seed, 1.0F, 0.2F);
        tensors[norm + ".bias"] = random_tensor({block.out}, ++seed, 0.1F, 0.3F);
        tensors[norm + ".running_mean"] = random_tensor({block.out}, ++seed, 0.0F, 0.3F);
        std::vector<float> variance = torch_randn(++seed, block.out);
        for (float& x : variance)
            x = 0.3F + x * x;
        tensors[norm + ".running_var"] = HostTensor::from_floats({block.out}, variance);
        const std::int64_t batches = 17;
        tensors[norm + ".num_batches_tracked"] = HostTensor::from_bytes(
            DType::i64, {}, std::as_bytes(std::span<const std::int64_t, 1>(&batches, 1)));
    }
    return tensors;
}

struct TinyOptions {
    std::uint64_t seed = 1;
    std::int64_t step = 100;
    bool with_d = true;
    bool with_ema = false;
    NetworkShape shape = tiny_shape();
};

inline SnapshotPointer tiny_model(const TinyOptions& options = {}) {
    auto model = std::make_shared<ModelSnapshot>();
    model->generator = dcgan_generator(options.shape);
    model->raw = random_weights(model->generator, options.seed * 1000);
    if (options.with_ema) model->ema = random_weights(model->generator, options.seed * 1000 + 300);
    if (options.with_d) {
        model->discriminator = dcgan_discriminator(options.shape);
        model->d = random_weights(*model->discriminator, options.seed * 1000 + 500);
    }
    model->step = options.step;
    model->name = "tiny " + std::to_string(options.seed);
    model->id_raw = "raw-" + std::to_string(options.seed);
    if (options.with_ema) model->id_ema = "ema-" + std::to_string(options.seed);
    return model;
}

}  // namespace zscope::test
