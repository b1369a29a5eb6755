// SPDX-License-Identifier: MIT
#include "core/io/model_tensors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace zscope {

namespace {

constexpr std::string_view kBatches = ".num_batches_tracked";

struct Place {  // for messages
    std::string_view source;
    std::string_view prefix;
};

[[noreturn]] void refuse(const Place& place, const std::string& name, std::string_view problem) {
    fail("{}: tensor \"{}{}\" {}", place.source, place.prefix, name, problem);
}

HostTensor checked_tensor(const NamedTensors& tensors, const std::string& name,
                          const ExpectedTensor& expected, const Place& place) {
    const auto found = tensors.find(name);
    if (found == tensors.end()) refuse(place, name, "is missing");
    if (found->second.shape != expected.shape) {
        refuse(place, name,
               fmt::format("has the shape [{}] instead of [{}]",
                           fmt::join(found->second.shape, ", "), fmt::join(expected.shape, ", ")));
    }
    HostTensor values;
    try {
        values = to_f32(found->second);
    } catch (const Error& problem) {
        refuse(place, name, fmt::format("cannot be used: {}", problem.what()));
    }
    const auto numbers = values.f32();
    if (!std::ranges::all_of(numbers, [](float v) { return std::isfinite(v); })) {
        refuse(place, name, "holds a number that is not finite");
    }
    if (name.ends_with(".running_var") &&
        std::ranges::any_of(numbers, [](float v) { return v < 0.0F; })) {
        refuse(place, name, "holds a variance below 0");
    }
    return values;
}

HostTensor checked_batches(const NamedTensors& tensors, const std::string& name,
                           const Place& place) {
    const auto found = tensors.find(name);
    if (found == tensors.end()) {
        constexpr std::int64_t kNone = 0;
        return HostTensor::from_bytes(DType::i64, {}, std::as_bytes(std::span(&kNone, 1)));
    }
    if (found->second.dtype != DType::i64 || found->second.count() != 1) {
        refuse(place, name, "is not one int64 number");
    }
    return {DType::i64, {}, found->second.data};
}

void refuse_others(const NamedTensors& tensors, const NamedTensors& known, const Place& place) {
    for (const auto& [name, tensor] : tensors) {
        if (!known.contains(name)) refuse(place, name, "is none that this network has");
    }
}

}  // namespace

std::map<std::string, ExpectedTensor> expected_tensors(const Architecture& architecture) {
    std::map<std::string, ExpectedTensor> result;
    for (const Block& block : architecture.blocks) {
        const bool transposed = architecture.kind == LayerKind::conv_transpose;
        result[block.name + ".weight"] = {
            {transposed ? block.in : block.out, transposed ? block.out : block.in, block.kernel,
             block.kernel},
            TensorRole::trainable};
        if (block.bias) result[block.name + ".bias"] = {{block.out}, TensorRole::trainable};
        if (!block.norm_name) continue;
        result[*block.norm_name + ".weight"] = {{block.out}, TensorRole::trainable};
        result[*block.norm_name + ".bias"] = {{block.out}, TensorRole::trainable};
        result[*block.norm_name + ".running_mean"] = {{block.out}, TensorRole::statistic};
        result[*block.norm_name + ".running_var"] = {{block.out}, TensorRole::statistic};
    }
    return result;
}

NamedTensors checked_network(const NamedTensors& tensors, const Architecture& architecture,
                             std::string_view source, std::string_view prefix) {
    const Place place{source, prefix};
    NamedTensors result;
    for (const auto& [name, expected] : expected_tensors(architecture)) {
        result[name] = checked_tensor(tensors, name, expected, place);
    }
    for (const Block& block : architecture.blocks) {
        if (!block.norm_name) continue;
        const std::string name = *block.norm_name + std::string(kBatches);
        result[name] = checked_batches(tensors, name, place);
    }
    refuse_others(tensors, result, place);
    return result;
}

NamedTensors checked_moments(const NamedTensors& tensors, const Architecture& architecture,
                             std::string_view source, std::string_view prefix) {
    const Place place{source, prefix};
    NamedTensors result;
    for (const auto& [name, expected] : expected_tensors(architecture)) {
        if (expected.role != TensorRole::trainable) continue;
        result[name] = checked_tensor(tensors, name, expected, place);
    }
    refuse_others(tensors, result, place);
    return result;
}

NamedTensors without_prefix(const NamedTensors& tensors, std::string_view prefix) {
    NamedTensors result;
    for (const auto& [name, tensor] : tensors) {
        if (name.starts_with(prefix)) result.emplace(name.substr(prefix.size()), tensor);
    }
    return result;
}

void add_with_prefix(NamedTensors& all, const NamedTensors& tensors, std::string_view prefix) {
    for (const auto& [name, tensor] : tensors)
        all.emplace(std::string(prefix) + name, tensor);
}

}  // namespace zscope
