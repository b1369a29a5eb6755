// SPDX-License-Identifier: MIT
#include "core/engine/detail/device_generator.h"

#include <c10/util/Exception.h>
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/engine/detail/cuda_device.h"
#include "core/engine/detail/runner_cache.h"
#include "core/latent/torch_randn.h"
#include "tests/engine/tiny_models.h"

using namespace zscope;
using namespace zscope::detail;

namespace {

// A stream on the CPU that can run out of memory.
class CpuStream final : public DeviceStream {
  public:
    struct Log {
        int runs = 0, waits = 0;
        bool full = false, broken = false;
    };
    explicit CpuStream(Log& log) : log_(log) {}
    void run(const std::function<void()>& work) override {
        ++log_.runs;
        TORCH_CHECK_WITH(OutOfMemoryError, !log_.full, "out of memory");
        TORCH_CHECK(!log_.broken, "an illegal address\nmore of it");
        work();
    }
    void wait() override { ++log_.waits; }

  private:
    Log& log_;
};

std::shared_ptr<DrawingDevice> make_device(CpuStream::Log& log) {
    return std::make_shared<DrawingDevice>(std::make_unique<CpuStream>(log), at::kCPU);
}

SnapshotPointer model(std::uint64_t seed) {
    return test::tiny_model({.seed = seed, .with_ema = true});
}

std::vector<float> images(Runner& runner, std::int64_t count, std::span<const Edit> edits = {}) {
    const std::vector<float> z = torch_randn(7, count * runner.model()->generator.nz);
    std::vector<float> out(static_cast<std::size_t>(count * runner.image_values()));
    runner.images(z, edits, out);
    return out;
}

double furthest(const std::vector<float>& a, const std::vector<float>& b) {
    REQUIRE(a.size() == b.size());
    double worst = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        worst = std::max(worst, std::abs(double{a[i]} - double{b[i]}));
    return worst;
}

}  // namespace

TEST_CASE("images from a device are the reference's, with and without edits") {
    CpuStream::Log log;
    const SnapshotPointer shown = model(1);
    Runner on_device(shown, Weights::raw, Drawing::fastest, make_device(log));
    Runner reference(shown, Weights::raw);
    Edit ablated;
    ablated.block = 2;
    ablated.units = std::vector<std::int64_t>{0, 3};
    ablated.op = EditOp::ablate;
    Edit masked = ablated;
    masked.block = 3;
    masked.op = EditOp::add;
    masked.value = 2.0;
    const std::int64_t side = shown->generator.map_size(3);
    masked.mask = MapMask{side, std::vector<std::uint8_t>(static_cast<std::size_t>(side * side))};
    masked.mask->cells[5] = 1;
    const std::vector<Edit> edits{ablated, masked};
    for (const std::int64_t count : {3, 1, 16, 2}) {
        CAPTURE(count);
        const int runs = log.runs, waits = log.waits;
        const std::vector<float> plain = images(on_device, count);
        CHECK(log.runs == runs + 1);
        CHECK(log.waits == waits + 1);
        CHECK(furthest(plain, images(reference, count)) < 1e-5);
        const std::vector<float> edited = images(on_device, count, edits);
        CHECK(furthest(edited, images(reference, count, edits)) < 1e-5);
        CHECK(furthest(edited, plain) > 1e-3);
    }
}

TEST_CASE("a device follows the next snapshot and the weights that are asked for") {
    CpuStream::Log log;
    Runner on_device(model(1), Weights::raw, Drawing::fastest, make_device(log));
    for (const Weights weights : {Weights::ema, Weights::raw}) {
        const SnapshotPointer next = model(2);
        on_device.load(next, weights);
        Runner reference(next, weights);
        CHECK(furthest(images(on_device, 2), images(reference, 2)) < 1e-5);
    }
}

TEST_CASE("what is not drawn is computed by the reference on the processor") {
    CpuStream::Log log;
    const SnapshotPointer shown = model(3);
    Runner on_device(shown, Weights::raw, Drawing::fastest, make_device(log));
    Runner reference(shown, Weights::raw);
    const int runs = log.runs;
    const std::vector<float> z = torch_randn(7, 4 * shown->generator.nz);
    const auto shape = on_device.map_shape(2);
    std::vector<float> a(static_cast<std::size_t>(4 * shape[0] * shape[1] * shape[2])), b(a);
    on_device.maps(z, 2, {}, a);
    reference.maps(z, 2, {}, b);
    CHECK(a == b);
    std::vector<float> c(4), d(4);
    on_device.logits(z, {}, c);
    reference.logits(z, {}, d);
    CHECK(c == d);
    CHECK(log.runs == runs);
}

TEST_CASE("a device without memory leaves drawing to the processor, for all, and says so once") {
    CpuStream::Log log;
    const auto device = make_device(log);
    const SnapshotPointer first = model(1), second = model(2);
    Runner other(first, Weights::raw, Drawing::fastest, device);
    Runner runner(first, Weights::raw, Drawing::fastest, device);
    std::vector<float> drawn;
    SUBCASE("when a model comes") {
        log.full = true;
        runner = Runner(second, Weights::raw, Drawing::fastest, device);
    }
    SUBCASE("when its next snapshot comes") {
        log.full = true;
        runner.load(second, Weights::raw);
    }
    SUBCASE("when an image is asked for") {
        runner.load(second, Weights::raw);
        log.full = true;
    }
    drawn = images(runner, 3);
    CHECK_FALSE(device->usable());
    CHECK(device->take_note().find("no memory left for drawing") != std::string::npos);
    CHECK(device->take_note() == "");
    Runner here(second, Weights::raw, Drawing::fastest);
    CHECK(drawn == images(here, 3));
    // The other one does not try again, though there is memory now.
    log.full = false;
    const int runs = log.runs;
    Runner there(first, Weights::raw, Drawing::fastest);
    CHECK(images(other, 2) == images(there, 2));
    other.load(second, Weights::raw);
    CHECK(images(other, 2) == images(here, 2));
    CHECK(log.runs == runs);
    CHECK(device->take_note() == "");
}

TEST_CASE(
    "a device that fails otherwise is given up with the reason; a wrong request is not that") {
    CpuStream::Log log;
    const auto device = make_device(log);
    Runner runner(model(1), Weights::raw, Drawing::fastest, device);
    Edit nowhere;
    nowhere.block = 99;
    CHECK_THROWS_AS(images(runner, 1, std::vector<Edit>{nowhere}), Error);
    CHECK(device->usable());
    log.broken = true;
    CHECK(images(runner, 1).size() == static_cast<std::size_t>(runner.image_values()));
    CHECK_FALSE(device->usable());
    CHECK(device->take_note().find("could not draw (an illegal address)") != std::string::npos);
}

TEST_CASE("a lane's runners draw on its device") {
    CpuStream::Log log;
    RunnerCache runners(make_device(log));
    SnapshotPointer shown = model(1);
    for (const std::uint64_t seed : {1, 2, 3}) {  // the memory of the one before is filled anew
        shown = model(seed);
        const int runs = log.runs;
        Runner reference(shown, Weights::raw);
        CHECK(furthest(images(runners.get(shown, Weights::raw), 2), images(reference, 2)) < 1e-5);
        CHECK(log.runs == runs + 2);
    }
}

TEST_CASE("where no CUDA device trains, the processor draws") {
    if (cuda_device().usable) return;
    CHECK(make_drawing_device() == nullptr);
}
