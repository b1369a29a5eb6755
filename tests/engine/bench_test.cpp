// SPDX-License-Identifier: MIT
#include "core/engine/bench.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "core/base/error.h"
#include "core/engine/trainer.h"
#include "core/model/training_work.h"
#include "tests/engine/tiny_training.h"

using namespace zscope;

namespace {

// A line of /proc/self/status, in bytes.
std::int64_t memory_line(const std::string& key) {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(key + ":")) return std::stoll(line.substr(key.size() + 1)) * 1024;
    }
    return 0;
}

}  // namespace

TEST_CASE("a bench times the step, its parts and G's forward pass") {
    BenchSettings settings;
    settings.config = testing::tiny_config();
    settings.steps = 3;
    settings.forward_runs = 3;
    settings.product_s = 0.02;
    const BenchReport report = run_bench(settings);
    CHECK(report.batch == 8);
    CHECK(report.step_s_min > 0.0);
    CHECK(report.step_s_median >= report.step_s_min);
    CHECK(report.images_per_s == doctest::Approx(8.0 / report.step_s_median));
    CHECK(report.flop_per_step == 8.0 * training_flop_per_image(settings.config.shape()));
    CHECK(report.gflops == doctest::Approx(report.flop_per_step / report.step_s_median / 1e9));
    CHECK(report.product_gflops > 0.0);
    CHECK(report.product_side >= 512);
    CHECK(report.share_of_product == doctest::Approx(report.gflops / report.product_gflops));
    CHECK(report.memory_steady_bytes > 0);
    CHECK(report.memory_peak_bytes >= report.memory_steady_bytes);
    CHECK(report.memory_peak_bytes <= memory_line("VmHWM"));
    CHECK(report.precision == "fp32");
    CHECK(report.parts_ms.size() == 7);
    CHECK(report.g_forward_ms.size() == 3);
    CHECK(report.g_forward_ms.at(64) > 0.0);
    settings.steps = 0;
    CHECK_THROWS_AS(run_bench(settings), Error);
}

TEST_CASE("more of anything takes more memory") {
    const TrainConfig plain;
    const std::int64_t bytes = estimate_training_bytes(plain);
    for (auto change :
         {+[](TrainConfig& c) { c.batch *= 2; }, +[](TrainConfig& c) { c.ngf *= 2; },
          +[](TrainConfig& c) { c.ndf *= 2; }, +[](TrainConfig& c) { c.size *= 2; }}) {
        TrainConfig more = plain;
        change(more);
        CHECK(estimate_training_bytes(more) > bytes);
    }
}

// In a process of its own (CTest does that): other tests leave memory behind that would be reused.
TEST_CASE("the memory estimate is within 40 % of the measured peak at ngf 64" * doctest::skip()) {
    TrainConfig config;
    config.batch = 32;
    config.threads = 1;
    const std::int64_t before = memory_line("VmRSS");
    BenchSettings settings;
    settings.config = config;
    settings.steps = 1;
    settings.warm_up_steps = 0;
    settings.forward_runs = 1;
    settings.product_s = 0.01;  // small matrices: they are no part of training
    run_bench(settings);
    const auto peak = static_cast<double>(memory_line("VmHWM") - before);
    const auto estimate = static_cast<double>(estimate_training_bytes(config));
    MESSAGE("estimate " << estimate / 1e6 << " MB, measured " << peak / 1e6 << " MB");
    CHECK(estimate > 0.6 * peak);
    CHECK(estimate < 1.4 * peak);
}
