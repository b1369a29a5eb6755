// SPDX-License-Identifier: MIT
#include "core/engine/detail/arithmetic.h"

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/engine/detail/direct/kernel_choice.h"
#include "core/engine/kernels/sets.h"
#include "core/io/file_write.h"
#include "tests/temp_folder.h"

using namespace zscope;
using namespace zscope::detail;

namespace {

const CpuFeatures kOldCpu{"Some CPU", true, false, false, false};
const CpuFeatures kNewCpu{"Other CPU", true, true, true, true};

CudaSight ampere() {
    return {.devices = 1,
            .name = "NVIDIA A2",
            .capability = 86,
            .load_error = {},
            .libtorch_devices = 1,
            .module_error = {}};
}

}  // namespace

TEST_CASE("a CUDA device is used when the driver and LibTorch both have it") {
    const CudaDevice device = judge_cuda(ampere());
    CHECK(device.usable);
    CHECK(device.problem.empty());
    const Arithmetic a = resolve_arithmetic({}, kOldCpu, device);
    CHECK(a.cuda);
    CHECK(a.bf16);  // the device decides, not the processor
    CHECK(a.channels_last);
    CHECK(a.note.empty());
}

TEST_CASE("a CUDA device without zscope's module is used, and the run says so") {
    CudaSight sight = ampere();
    sight.module_error = "zscope's CUDA module was not built";
    const CudaDevice device = judge_cuda(sight);
    CHECK(device.usable);
    const Arithmetic a = resolve_arithmetic({}, kNewCpu, device);
    CHECK(a.cuda);
    CHECK(a.note.find("module was not built: training goes on with LibTorch") != std::string::npos);
}

TEST_CASE("a CUDA device before bf16 tensor cores trains in fp32") {
    CudaSight turing = ampere();
    turing.capability = 75;
    const Arithmetic a = resolve_arithmetic({}, kNewCpu, judge_cuda(turing));
    CHECK(a.cuda);
    CHECK_FALSE(a.bf16);
    TrainConfig asked;
    asked.precision = "bf16";
    const Arithmetic slow = resolve_arithmetic(asked, kNewCpu, judge_cuda(turing));
    CHECK(slow.bf16);
    CHECK(slow.note.find("device") != std::string::npos);
}

TEST_CASE("a device that cannot be used is named with the reason, and the CPU trains") {
    CudaSight sight = ampere();
    SUBCASE("libraries lack") {
        sight.load_error = "libcudnn.so.9: cannot open";
    }
    SUBCASE("LibTorch sees none") {
        sight.libtorch_devices = 0;
    }
    SUBCASE("too old") {
        sight.capability = 61;
    }
    const CudaDevice device = judge_cuda(sight);
    CHECK_FALSE(device.usable);
    CHECK(device.problem.find("NVIDIA A2") != std::string::npos);
    if (!sight.load_error.empty()) {
        CHECK(device.problem.find("libcudnn.so.9") != std::string::npos);
    }
    const Arithmetic a = resolve_arithmetic({}, kNewCpu, device);
    CHECK_FALSE(a.cuda);
    CHECK(a.bf16);
    CHECK(a.note == device.problem);
}

TEST_CASE("no device is no problem") {
    const CudaDevice none = judge_cuda({});
    CHECK(none.name.empty());
    CHECK(none.problem.empty());
    const Arithmetic a = resolve_arithmetic({}, kOldCpu, none);
    CHECK_FALSE(a.cuda);
    CHECK_FALSE(a.bf16);
}

TEST_CASE("reference kernels stay on the CPU, in fp32") {
    TrainConfig config;
    config.kernels = "reference";
    const Arithmetic a = resolve_arithmetic(config, kNewCpu, judge_cuda(ampere()));
    CHECK_FALSE(a.cuda);
    CHECK_FALSE(a.bf16);
    CHECK_FALSE(a.channels_last);
    config.precision = "bf16";
    CHECK_THROWS_AS(resolve_arithmetic(config, kNewCpu, judge_cuda(ampere())), Error);
}

TEST_CASE("a run that was computed on a device that is not here goes on, and says not exactly") {
    nlohmann::json kernels = kernels_to_json(resolve_arithmetic(TrainConfig{}));
    CHECK(kernels_from_json(kernels, {}).exact);
    kernels["device"] = "NVIDIA Unheard-of 9";
    const ResumedArithmetic resumed = kernels_from_json(kernels, {});
    CHECK_FALSE(resumed.exact);
    CHECK(resumed.arithmetic.note.find("NVIDIA Unheard-of 9") != std::string::npos);
}

TEST_CASE("a resume on a CUDA device goes on there, and says not exactly") {
    const Machine machine{this_cpu(), judge_cuda(ampere()), {}};
    nlohmann::json kernels = kernels_to_json(resolve_arithmetic(TrainConfig{}));
    kernels["device"] = "NVIDIA A2";
    kernels["set"] = nullptr;
    const ResumedArithmetic resumed = kernels_from_json(kernels, {}, machine);
    CHECK(resumed.arithmetic.cuda);
    CHECK_FALSE(resumed.exact);
    CHECK(resumed.arithmetic.note.find("(NVIDIA A2) equal steps are not equal") !=
          std::string::npos);
    // What was to be said about the device itself is still said.
    CudaSight without_module = ampere();
    without_module.module_error = "zscope's CUDA module was not built";
    const ResumedArithmetic eager =
        kernels_from_json(kernels, {}, {this_cpu(), judge_cuda(without_module), {}});
    CHECK(eager.arithmetic.note.find("was not built") != std::string::npos);
    CHECK(eager.arithmetic.note.find("not equal bit for bit") != std::string::npos);
    // The reference never leaves the processor.
    TrainConfig reference;
    reference.kernels = "reference";
    CHECK_FALSE(kernels_from_json(kernels, reference, machine).arithmetic.cuda);
    // A run of the processor's stays there, and exact.
    kernels["device"] = "cpu";
    const ResumedArithmetic on_cpu = kernels_from_json(kernels, {}, machine);
    CHECK_FALSE(on_cpu.arithmetic.cuda);
    CHECK(on_cpu.exact);
}

TEST_CASE("a run keeps its kernels and which of them computes what") {
    Arithmetic a = resolve_arithmetic(TrainConfig{});
    const auto& sets = kernels::usable_sets();
    if (sets.empty()) return;  // nothing of ours runs on this processor
    a.kernels = sets.front()->name;
    a.bf16 = sets.front()->bf16;
    a.table = {{"down|64x32->128x16 b128|bf16", "libtorch"}, {"other", a.kernels}};
    const ResumedArithmetic resumed = kernels_from_json(kernels_to_json(a), {});
    CHECK(resumed.exact);
    CHECK(resumed.arithmetic.kernels == a.kernels);
    CHECK(resumed.arithmetic.table == a.table);
}

TEST_CASE("a run from before our own kernels goes on with LibTorch") {
    nlohmann::json old = kernels_to_json(resolve_arithmetic(TrainConfig{}));
    old.erase("set");
    old["version"] = 1;
    const ResumedArithmetic resumed = kernels_from_json(old, {});
    CHECK(resumed.exact);
    CHECK(resumed.arithmetic.kernels.empty());
}

TEST_CASE("a run whose kernels this processor lacks goes on, and says not exactly") {
    Arithmetic a = resolve_arithmetic(TrainConfig{});
    a.kernels = "unheard-of";
    const ResumedArithmetic resumed = kernels_from_json(kernels_to_json(a), {});
    CHECK_FALSE(resumed.exact);
    CHECK(resumed.arithmetic.kernels != "unheard-of");
    CHECK(resumed.arithmetic.note.find("unheard-of") != std::string::npos);
}

TEST_CASE("choices are measured once a machine and kept beside the settings") {
    const test::TempFolder folder;
    const auto file = folder.path() / "kernels.json";
    const std::vector<direct::ProductShape> shapes = direct::product_shapes(
        dcgan_generator({32, 3, 10, 8, 8, 0}), dcgan_discriminator({32, 3, 10, 8, 8, 0}), 4, false);
    if (kernels::fastest_set(false) == nullptr) return;
    direct::KernelCache first(file, 1);
    const direct::KernelTable measured = direct::choose_kernels(shapes, 1, first);
    CHECK(measured.size() == shapes.size());
    for (const auto& [shape, kernels] : measured) {
        CAPTURE(shape);
        CHECK((kernels == "libtorch" || kernels::set_named(kernels) != nullptr));
    }
    // Found again without a measurement: what stands in the file counts.
    direct::KernelTable changed = measured;
    changed.begin()->second = "libtorch";
    direct::KernelCache(file, 1).add({changed, {}});
    direct::KernelCache again(file, 1);
    CHECK(direct::choose_kernels(shapes, 1, again) == changed);
    // Another number of threads is measured for itself; a damaged file counts as none.
    CHECK(direct::KernelCache(file, 2).table().empty());
    write_file_atomically(file, "{\"1\": [");
    CHECK(direct::KernelCache(file, 1).table().empty());
}
