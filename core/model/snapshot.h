// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/model/architecture.h"
#include "core/model/host_tensor.h"

namespace zscope {

enum class Weights { automatic, raw, ema };  // automatic: ema from step 2,000, raw before

inline constexpr std::int64_t kEmaShownFromStep = 2000;

// A model at one moment: immutable, shared by shared_ptr<const ModelSnapshot>, torch-free.
// Names inside are canonical and bare ("main.0.weight", "main.1.running_mean").
struct ModelSnapshot {
    Architecture generator;
    NamedTensors raw;                 // G's weights and BatchNorm statistics, f32
    std::optional<NamedTensors> ema;  // the same, averaged
    std::optional<Architecture> discriminator;
    std::optional<NamedTensors> d;
    std::int64_t step = 0;         // training steps behind it; 0 if unknown
    std::string prior = "normal";  // of z: "normal" or "uniform"
    std::string format;            // "zscope", "safetensors", "pytorch"
    std::string name;              // short, for people: "DigiFace faces", "run faces-03"
    std::string provenance;        // where it came from, licence, for people; may be empty
    std::string id_raw;            // SHA-256 model ids (contracts of io/model_id.h), hex
    std::string id_ema;            // empty without ema
};

using SnapshotPointer = std::shared_ptr<const ModelSnapshot>;

// raw or ema, with `automatic` resolved; ema asked where there is none is an Error.
Weights resolve_weights(const ModelSnapshot& model, Weights asked);
// The id of the weights that are shown so.
const std::string& shown_id(const ModelSnapshot& model, Weights asked);
const NamedTensors& generator_weights(const ModelSnapshot& model, Weights asked);

}  // namespace zscope
