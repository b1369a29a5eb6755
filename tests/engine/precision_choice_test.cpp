// SPDX-License-Identifier: MIT
#include "core/engine/detail/precision_choice.h"

#include <doctest/doctest.h>

#include "core/engine/detail/arithmetic.h"
#include "core/engine/kernels/sets.h"
#include "core/io/file_write.h"
#include "tests/temp_folder.h"

using namespace zscope;
using namespace zscope::detail;
using direct::PrecisionTimes;

namespace {

const CpuFeatures kOldCpu{"Old CPU", true, true, false, false};
const CpuFeatures kPairsCpu{"CPU with AVX-512 bf16", true, true, true, false};
const CpuFeatures kAmxCpu{"CPU with AMX", true, true, true, true};

const NetworkShape kShape{32, 3, 10, 8, 8, 0};
constexpr std::int64_t kBatch = 4;

std::vector<direct::ProductShape> shapes(bool bf16) {
    return direct::product_shapes(dcgan_generator(kShape), dcgan_discriminator(kShape), kBatch,
                                  bf16);
}

// A machine whose measured products take so many seconds each.
Machine machine_with(const CpuFeatures& cpu, const std::filesystem::path& file, double bf16_s,
                     double fp32_s) {
    direct::MeasuredKernels measured;
    for (const bool bf16 : {false, true}) {
        const kernels::KernelSet* set = kernels::fastest_set(bf16);
        for (const direct::ProductShape& shape : shapes(bf16)) {
            measured.table[shape.key()] = set != nullptr ? set->name : "libtorch";
            measured.seconds[shape.key()] = bf16 ? bf16_s : fp32_s;
        }
    }
    direct::KernelCache(file, 1).add(measured);
    return {cpu, {}, file};
}

TrainConfig config_of(const std::string& precision) {
    TrainConfig config;
    config.size = 32;
    config.nz = 10;
    config.ngf = config.ndf = 8;
    config.batch = kBatch;
    config.threads = 1;
    config.precision = precision;
    return config;
}

Arithmetic choose(const TrainConfig& config, const Machine& machine) {
    return choose_arithmetic(config, dcgan_generator(kShape), dcgan_discriminator(kShape),
                             {.stop = {}, .progress = {}, .machine = machine});
}

bool has_both_precisions() {
    return kernels::fastest_set(true) != nullptr && kernels::fastest_set(false) != nullptr;
}

}  // namespace

TEST_CASE("the precision is the processor's, the device's, or measured") {
    CHECK(auto_precision(kAmxCpu, {}, std::nullopt).bf16);
    CHECK(auto_precision(kAmxCpu, {}, PrecisionTimes{2.0, 1.0}).bf16);  // not asked
    CHECK_FALSE(auto_precision(kOldCpu, {}, std::nullopt).bf16);
    CHECK_FALSE(auto_precision(kOldCpu, {}, PrecisionTimes{1.0, 2.0}).bf16);
    const AutoPrecision unknown = auto_precision(kPairsCpu, {}, std::nullopt);
    CHECK_FALSE(unknown.bf16);
    CHECK(unknown.reason.find("measures first") != std::string::npos);
    const AutoPrecision slower = auto_precision(kPairsCpu, {}, PrecisionTimes{0.0625, 0.05});
    CHECK_FALSE(slower.bf16);
    CHECK(slower.reason.find("62.5 ms in bf16 and 50.0 ms in fp32") != std::string::npos);
    CHECK(auto_precision(kPairsCpu, {}, PrecisionTimes{0.04, 0.05}).bf16);
    CHECK_FALSE(auto_precision(kPairsCpu, {}, PrecisionTimes{0.05, 0.05}).bf16);
    CudaDevice turing{"NVIDIA T4", 75, true, ""}, ampere{"NVIDIA A2", 86, true, ""};
    CHECK_FALSE(auto_precision(kAmxCpu, turing, std::nullopt).bf16);
    CHECK(auto_precision(kPairsCpu, ampere, PrecisionTimes{2.0, 1.0}).bf16);
    ampere.usable = false;
    CHECK_FALSE(auto_precision(kOldCpu, ampere, std::nullopt).bf16);
}

TEST_CASE("what a network takes is the sum of its shapes' fastest, if all are known in both") {
    const std::vector<direct::ProductShape> asked = shapes(true);
    REQUIRE(asked.size() > 2);
    direct::ShapeTimes seconds;
    double bf16_s = 0.0, fp32_s = 0.0;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        seconds[asked[i].key()] = 0.25 * static_cast<double>(i);
        seconds[shapes(false)[i].key()] = 0.125 * static_cast<double>(i + 1);
        bf16_s += 0.25 * static_cast<double>(i);
        fp32_s += 0.125 * static_cast<double>(i + 1);
    }
    seconds["of another network"] = 100.0;
    const auto times = direct::compare_precisions(asked, seconds);
    REQUIRE(times.has_value());
    CHECK(times->bf16_s == bf16_s);
    CHECK(times->fp32_s == fp32_s);
    seconds.erase(shapes(false).back().key());
    CHECK_FALSE(direct::compare_precisions(asked, seconds).has_value());
}

TEST_CASE("auto takes the precision that was measured to be faster, and records both times") {
    if (!has_both_precisions()) return;  // nothing to choose on this processor
    const test::TempFolder folder;
    const auto file = folder.path() / "kernels.json";
    const std::size_t count = shapes(true).size();
    for (const bool bf16_wins : {false, true}) {
        CAPTURE(bf16_wins);
        const Machine machine =
            machine_with(kPairsCpu, file, bf16_wins ? 0.25 : 0.5, bf16_wins ? 0.5 : 0.25);
        const Arithmetic a = choose(config_of("auto"), machine);
        CHECK(a.bf16 == bf16_wins);
        CHECK(kernels::set_named(a.kernels)->bf16 == bf16_wins);
        CHECK(a.table.size() == count);
        for (const direct::ProductShape& shape : shapes(bf16_wins))
            CHECK(a.table.contains(shape.key()));
        // In run.json, and from there in a resumed run; in kernels.json for the doctor.
        const nlohmann::json run = kernels_to_json(a);
        CHECK(run["precision"] == (bf16_wins ? "bf16" : "fp32"));
        CHECK(run["precision_measured"]["bf16_ms"] ==
              doctest::Approx(1e3 * static_cast<double>(count) * (bf16_wins ? 0.25 : 0.5)));
        const Arithmetic resumed = kernels_from_json(run, config_of("auto")).arithmetic;
        REQUIRE(resumed.precision_times.has_value());
        CHECK(resumed.precision_times->fp32_s == doctest::Approx(a.precision_times->fp32_s));
        const auto kept = direct::KernelCache(file, 1).precision();
        REQUIRE(kept.has_value());
        CHECK(kept->bf16_is_faster() == bf16_wins);
    }
}

TEST_CASE("a precision that was asked for, or is known, is not measured") {
    if (!has_both_precisions()) return;
    const test::TempFolder folder;
    const auto file = folder.path() / "kernels.json";
    const Machine pairs = machine_with(kPairsCpu, file, 0.5, 0.25);
    CHECK(choose(config_of("bf16"), pairs).bf16);
    CHECK_FALSE(choose(config_of("fp32"), pairs).bf16);
    CHECK(choose(config_of("auto"), {kAmxCpu, {}, file}).bf16);
    CHECK_FALSE(choose(config_of("auto"), {kOldCpu, {}, file}).bf16);
    CHECK_FALSE(direct::KernelCache(file, 1).precision().has_value());
}

TEST_CASE("what was never measured is measured in both precisions") {
    if (!has_both_precisions()) return;
    const test::TempFolder folder;
    const Machine machine{kPairsCpu, {}, folder.path() / "kernels.json"};
    const Arithmetic a = choose(config_of("auto"), machine);
    REQUIRE(a.precision_times.has_value());
    CHECK(a.precision_times->bf16_s > 0.0);
    CHECK(a.precision_times->fp32_s > 0.0);
    CHECK(a.bf16 == a.precision_times->bf16_is_faster());
    CHECK(direct::KernelCache(machine.kernels_file, 1).seconds().size() == 2 * shapes(true).size());
}

TEST_CASE("a damaged record of times counts as none") {
    CHECK_FALSE(direct::precision_from_json(nullptr).has_value());
    CHECK_FALSE(direct::precision_from_json("fast").has_value());
    CHECK_FALSE(direct::precision_from_json({{"bf16_ms", 1.0}}).has_value());
    CHECK_FALSE(direct::precision_from_json({{"bf16_ms", "1"}, {"fp32_ms", 2.0}}).has_value());
    CHECK(direct::precision_from_json({{"bf16_ms", 1.0}, {"fp32_ms", 2}}).has_value());
}
