// SPDX-License-Identifier: MIT
#include "core/engine/bench.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "core/base/error.h"
#include "core/engine/trainer.h"
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
    const BenchReport report = run_bench(settings);
    CHECK(report.batch == 8);
    CHECK(report.step_s_min > 0.0);
    CHECK(report.step_s_median >= report.step_s_min);
    CHECK(report.images_per_s == doctest::Approx(8.0 / report.step_s_median));
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
    run_bench(settings);
    const auto peak = static_cast<double>(memory_line("VmHWM") - before);
    const auto estimate = static_cast<double>(estimate_training_bytes(config));
    MESSAGE("estimate " << estimate / 1e6 << " MB, measured " << peak / 1e6 << " MB");
    CHECK(estimate > 0.6 * peak);
    CHECK(estimate < 1.4 * peak);
}
