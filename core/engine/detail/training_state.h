// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "core/config/train_config.h"
#include "core/engine/detail/adam.h"
#include "core/engine/detail/arithmetic.h"
#include "core/engine/detail/network.h"
#include "core/io/checkpoint.h"
#include "core/model/snapshot.h"

namespace zscope::detail {

// Where the arithmetic computes.
at::Device device_of(const Arithmetic& arithmetic);

// All that training changes. Owned by the trainer thread; leaves it only as host copies.
struct TrainingState {
    TrainConfig config;
    Network g, d, g_ema;
    Adam adam_g, adam_d;
    std::int64_t step = 0;      // finished steps; Adam's step count too
    std::int64_t position = 0;  // images consumed

    // Weights from config.seed; the average of G starts as G.
    static TrainingState initialised(const TrainConfig& config);
    static TrainingState from_checkpoint(const Checkpoint& checkpoint);
    // Trains on from a finished model: its weights, step 0, fresh Adam. The configuration must
    // describe the model (adopt_shape). A model without D gets a new one.
    static TrainingState from_model(const TrainConfig& config, const ModelSnapshot& model);

    // Moves the weights and moments to where the arithmetic computes, in the layout that it wants;
    // numbers stay as they are.
    void place(const Arithmetic& arithmetic);

    // Deep copies to the host. An Error, and no copy, if a number is not finite: a spoilt state
    // must never reach the disk.
    Checkpoint to_checkpoint() const;
    // For the registry: raw, average and D; model ids are left empty.
    ModelSnapshot to_snapshot(const std::string& name) const;
    // The same without D, for a sample sheet.
    ModelSnapshot generator_snapshot(const std::string& name) const;
};

// The configuration with size, channels, nz, widths and prior of a model, to train on from it.
// Where it has no D, the configuration's own ndf holds, and d_warm_up, if 0, becomes the steps that
// a new D needs. An Error if no such configuration describes the model.
TrainConfig adopt_shape(TrainConfig config, const ModelSnapshot& model);

// Per-parameter names only: a plain copy of a network's tensors under their own memory.
Network clone(const Network& network);

}  // namespace zscope::detail
