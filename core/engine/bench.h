// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/config/train_config.h"

namespace zscope {

struct BenchSettings {
    TrainConfig config;
    int steps = 6;           // timed
    int warm_up_steps = 2;   // before them, not timed
    int forward_runs = 20;   // of G, for each batch size
    double product_s = 1.0;  // for the matrix product, about; its matrices are smaller with less
};

// Times of a training step on random images in memory, without loader and disk, and of G's forward
// pass in eval mode; in the arithmetic that the configuration asks for. Beside them what bounds a
// step: how fast LibTorch multiplies two square matrices in the same precision and threads.
struct BenchReport {
    std::string torch;      // "2.15.0"
    std::string kernels;    // what the arithmetic resolved to
    std::string precision;  // "fp32" or "bf16"
    std::int64_t batch = 0;
    int threads = 0;
    double step_s_median = 0.0;
    double step_s_min = 0.0;
    double images_per_s = 0.0;             // of the median step
    double flop_per_step = 0.0;            // training_flop_per_image, times the batch
    double gflops = 0.0;                   // 10^9 of them a second, in the median step
    double product_gflops = 0.0;           // of the fastest matrix product
    std::int64_t product_side = 0;         // of its matrices
    double share_of_product = 0.0;         // gflops / product_gflops
    std::int64_t memory_peak_bytes = 0;    // of the process while steps were computed
    std::int64_t memory_steady_bytes = 0;  // after the last of them
    // Median; in the order of the step. Empty where a step is computed as a whole.
    std::vector<std::pair<std::string, double>> parts_ms;
    double publish_ms = 0.0;             // copying G, its average and D for the window
    double checkpoint_copy_ms = 0.0;     // copying everything for the saver
    std::map<int, double> g_forward_ms;  // batch size 1, 8, 64 → median
};

// Runs on the calling thread. `progress` gets what is measured; `stop` ends it with an Error.
BenchReport run_bench(const BenchSettings& settings, const std::stop_token& stop = {},
                      const std::function<void(const std::string& what)>& progress = {});

}  // namespace zscope
