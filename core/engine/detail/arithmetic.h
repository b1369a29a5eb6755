// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <string>

#include "core/config/train_config.h"
#include "core/engine/detail/cuda_device.h"
#include "core/engine/detail/direct/kernel_choice.h"
#include "core/engine/detail/precision_choice.h"
#include "core/engine/machine_report.h"

namespace zscope::detail {

// How a run computes, decided once before its first step and the same for all of its life.
struct Arithmetic {
    bool reference = false;      // fp32, plain NCHW, repeatable bit for bit
    bool channels_last = false;  // NHWC in memory
    bool bf16 = false;           // bf16 autocast; weights, losses and statistics stay fp32
    bool cuda = false;           // networks, moments and batches live on the CUDA device
    int threads = 1;
    // Kernels of our own, by name ("amx-bf16"), and which of them, or LibTorch's convolution,
    // computes which product; empty: LibTorch throughout, by autograd.
    std::string kernels;
    direct::KernelTable table;
    std::optional<direct::PrecisionTimes> precision_times;  // where they chose the precision
    std::string note;  // what the person should know ("bf16 is slow on this machine …"), or empty

    std::string description() const;  // "LibTorch, fp32, channels last, 2 threads"
};

// What decides about arithmetic outside the configuration.
struct Machine {
    CpuFeatures cpu;
    CudaDevice cuda;
    std::filesystem::path kernels_file;  // where measured kernels are kept (KernelCache)

    static Machine here();
};

// From `kernels`, `precision` and `threads` of the configuration and what the machine has.
// reference, which never uses CUDA, with bf16 is an Error. Measures nothing: where only that tells
// the faster precision, `auto` is fp32 here.
Arithmetic resolve_arithmetic(const TrainConfig& config);  // of this machine
Arithmetic resolve_arithmetic(const TrainConfig& config, const CpuFeatures& cpu,
                              const CudaDevice& cuda);

struct ChoiceOptions {
    std::stop_token stop = {};  // ends a measurement with an Error
    direct::ChoiceProgress progress = {};
    Machine machine = Machine::here();
};
// The same with our own kernels where they can compute this run: those that the cache names or a
// short measurement finds, in the faster precision where the configuration leaves it open. Sets the
// calling thread's team up for them.
Arithmetic choose_arithmetic(const TrainConfig& config, const Architecture& generator,
                             const Architecture& discriminator, const ChoiceOptions& options = {});

// run.json → kernels {version, cpu, device, libtorch, threads, precision, layout, set, entries};
// device is "cpu" or the name of the CUDA device; precision_measured {bf16_ms, fp32_ms} is there
// where it chose the precision.
nlohmann::json kernels_to_json(const Arithmetic& arithmetic);
// What a resumed run must use again, never measured anew. `exact` is false when this machine or
// LibTorch differs from the one in the table, and always on a CUDA device, where equal steps are
// not equal bit for bit; the note then says how.
struct ResumedArithmetic {
    Arithmetic arithmetic;
    bool exact = true;
};
ResumedArithmetic kernels_from_json(const nlohmann::json& kernels, const TrainConfig& config,
                                    const Machine& machine = Machine::here());

inline constexpr int kKernelsVersion = 2;  // counts changes of what kernels compute
// What is no table of text counts as empty.
direct::KernelTable table_from_json(const nlohmann::json& entries);

int physical_cores();  // that this process may run on, at least 1

}  // namespace zscope::detail
