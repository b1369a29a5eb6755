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
    int steps = 6;          // timed
    int warm_up_steps = 2;  // before them, not timed
    int forward_runs = 20;  // of G, for each batch size
};

// Times of a training step on random images in memory, without loader and disk, and of G's forward
// pass in eval mode; in the arithmetic that the configuration asks for.
struct BenchReport {
    std::string kernels;  // what the arithmetic resolved to
    std::int64_t batch = 0;
    int threads = 0;
    double step_s_median = 0.0;
    double step_s_min = 0.0;
    double images_per_s = 0.0;  // of the median step
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
