// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

#include "core/io/checkpoint.h"
#include "core/io/model_tensors.h"

namespace zscope::test {

// Numbers for every tensor of a network, different in each, variances above 0.
inline NamedTensors filled(const Architecture& architecture, float seed) {
    NamedTensors tensors;
    for (const auto& [name, expected] : expected_tensors(architecture)) {
        HostTensor shape_only{DType::f32, expected.shape, nullptr};
        std::vector<float> values(static_cast<std::size_t>(shape_only.count()));
        for (float& value : values)
            value = (seed += 0.01F);
        tensors[name] = HostTensor::from_floats(expected.shape, values);
    }
    for (const Block& block : architecture.blocks) {
        if (!block.norm_name) continue;
        const auto count = static_cast<std::int64_t>(seed);
        tensors[*block.norm_name + ".num_batches_tracked"] =
            HostTensor::from_bytes(DType::i64, {}, std::as_bytes(std::span(&count, 1)));
    }
    return tensors;
}

inline NamedTensors trainable_part(const NamedTensors& tensors) {
    NamedTensors result;
    for (const auto& [name, tensor] : tensors) {
        if (name.ends_with(".weight") || name.ends_with(".bias")) result[name] = tensor;
    }
    return result;
}

inline TrainConfig small_config() {
    TrainConfig config;
    config.size = 32;
    config.nz = 3;
    config.ngf = 2;
    config.ndf = 2;
    config.prior = "uniform";
    config.lr_g = 0.0123456789012345;
    return config;
}

inline Checkpoint small_checkpoint(std::int64_t step) {
    Checkpoint checkpoint;
    checkpoint.config = small_config();
    checkpoint.step = step;
    checkpoint.position = step * 128;
    checkpoint.run_id = "0b5f";
    checkpoint.provenance = "Trained in a test.";
    checkpoint.data = "model";
    const Architecture g = dcgan_generator(checkpoint.config.shape());
    const Architecture d = dcgan_discriminator(checkpoint.config.shape());
    checkpoint.g = filled(g, 1.0F);
    checkpoint.g_ema = filled(g, 2.0F);
    checkpoint.d = filled(d, 3.0F);
    checkpoint.adam_g_exp_avg = trainable_part(filled(g, 4.0F));
    checkpoint.adam_g_exp_avg_sq = trainable_part(filled(g, 5.0F));
    checkpoint.adam_d_exp_avg = trainable_part(filled(d, 6.0F));
    checkpoint.adam_d_exp_avg_sq = trainable_part(filled(d, 7.0F));
    return checkpoint;
}

inline bool same(const NamedTensors& a, const NamedTensors& b) {
    if (a.size() != b.size()) return false;
    for (const auto& [name, tensor] : a) {
        const auto found = b.find(name);
        if (found == b.end() || found->second.dtype != tensor.dtype ||
            found->second.shape != tensor.shape ||
            std::memcmp(found->second.data.get(), tensor.data.get(), tensor.bytes()) != 0) {
            return false;
        }
    }
    return true;
}

}  // namespace zscope::test
