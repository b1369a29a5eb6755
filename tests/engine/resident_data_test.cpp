// SPDX-License-Identifier: MIT
#include "core/engine/detail/resident_data.h"

#include <doctest/doctest.h>

#include <cstring>
#include <limits>
#include <random>

#include "core/base/error.h"
#include "core/engine/detail/graph_engine.h"
#include "core/io/data/batch_loader.h"
#include "tests/engine/cpu_graph_device.h"
#include "tests/engine/tiny_training.h"

using namespace zscope;
using namespace zscope::detail;
using testing::CpuGraphDevice;

namespace {

// Images of noise, each of its own seed.
class NoiseSource final : public DataSource {
  public:
    NoiseSource(std::int64_t count, std::int64_t size, std::int64_t channels)
        : count_(count), size_(size), channels_(channels) {}
    std::int64_t count() const override { return count_; }
    std::int64_t size() const override { return size_; }
    std::int64_t channels() const override { return channels_; }
    std::string description() const override { return "noise"; }
    void read(std::int64_t index, std::span<std::uint8_t> out) override {
        ++reads;
        if (index == bad) fail("image {} has gone bad", index);
        std::mt19937 random(static_cast<unsigned>(index));
        for (auto& byte : out)
            byte = static_cast<std::uint8_t>(random());
    }
    std::int64_t bad = -1, reads = 0;

  private:
    std::int64_t count_, size_, channels_;
};

Arithmetic channels_last() {
    Arithmetic result;
    result.channels_last = true;
    return result;
}

// A run on the stand-in device, from the images to the weights.
struct Run {
    Run(std::int64_t channels, std::int64_t images, std::int64_t free_bytes) {
        TrainConfig config = testing::tiny_config();
        config.channels = channels;
        state = TrainingState::initialised(config);
        state.place(channels_last());
        log.free_bytes = free_bytes;
        engine = std::make_unique<GraphEngine>(std::make_unique<CpuGraphDevice>(log),
                                               channels_last(), state);
        auto source = std::make_unique<NoiseSource>(images, config.size, channels);
        kept = engine->keep_images(*source, {}, {});
        loader = std::make_unique<BatchLoader>(std::move(source), config.seed, config.batch, 0,
                                               BatchLoaderOptions{.indices_alone = kept});
    }
    LossSample step() {
        batch = loader->next({});
        real = engine->images(*batch, state.config, channels_last());
        return engine->step(state, real, step_z(state, channels_last()), {2e-4, 2e-4}, nullptr);
    }

    TrainingState state;
    CpuGraphDevice::Log log;
    std::unique_ptr<GraphEngine> engine;
    std::unique_ptr<BatchLoader> loader;
    std::shared_ptr<const ImageBatch> batch;
    at::Tensor real;
    bool kept = false;
};

void check_equal(const TensorMap& a, const TensorMap& b) {
    REQUIRE(a.size() == b.size());
    for (const auto& [name, tensor] : a) {
        CAPTURE(name);
        CHECK(at::equal(tensor, b.at(name)));
    }
}

}  // namespace

TEST_CASE("a run on images that stay on the device is the run on batches that are sent") {
    for (const std::int64_t channels : {1, 3}) {
        CAPTURE(channels);
        // 21 images in batches of 8: epochs end within batches.
        Run sent(channels, 21, 0), resident(channels, 21, std::int64_t{1} << 30);
        CHECK_FALSE(sent.kept);
        REQUIRE(resident.kept);
        constexpr int kSteps = 9;
        for (int i = 0; i < kSteps; ++i) {
            CAPTURE(i);
            const LossSample a = sent.step(), b = resident.step();
            CHECK(sent.batch->indices == resident.batch->indices);
            CHECK(resident.batch->pixels.empty());
            CHECK(at::equal(sent.real, resident.real));
            CHECK(a.loss_d == b.loss_d);
            CHECK(a.loss_g == b.loss_g);
            CHECK(a.d_x == b.d_x);
            CHECK(sent.engine->bytes_of_first(*sent.batch, 5, sent.state.config) ==
                  resident.engine->bytes_of_first(*resident.batch, 5, resident.state.config));
        }
        CHECK(resident.engine->bytes_of_first(*resident.batch, 64, resident.state.config) ==
              sent.batch->pixels);
        CHECK(sent.log.normalised == kSteps);
        CHECK(sent.log.gathered == 0);
        CHECK(resident.log.normalised == 0);
        CHECK(resident.log.gathered == kSteps);
        check_equal(sent.state.g.parameters(), resident.state.g.parameters());
        check_equal(sent.state.d.parameters(), resident.state.d.parameters());
        check_equal(sent.state.g_ema.buffers(), resident.state.g_ema.buffers());
    }
}

TEST_CASE("images stay on the device if they fit in 40 % of its free memory") {
    CHECK(fits_on_device(40, 100));
    CHECK_FALSE(fits_on_device(41, 100));
    CHECK(fits_on_device(std::int64_t{9} << 30, std::int64_t{24} << 30));
    CHECK_FALSE(fits_on_device(std::int64_t{10} << 30, std::int64_t{24} << 30));
    CHECK_FALSE(fits_on_device(std::numeric_limits<std::int64_t>::max(), std::int64_t{24} << 30));
    CHECK(bytes_of(NoiseSource(10, 32, 3)) == 10 * 32 * 32 * 3);
    // A count that no memory holds does not wrap around to a small one.
    CHECK(bytes_of(NoiseSource(std::int64_t{1} << 60, 32, 3)) ==
          std::numeric_limits<std::int64_t>::max());
    constexpr std::int64_t kBytes = 21 * 32 * 32 * 3;
    CHECK(Run(3, 21, kBytes * 10 / 4 + 10).kept);
    CHECK_FALSE(Run(3, 21, kBytes * 10 / 4 - 10).kept);
}

TEST_CASE("images are sent in order, in pieces, each read once") {
    // Pieces of 16 MiB: 1,365 images of 64 pixels.
    NoiseSource source(1400, 64, 3);
    std::vector<double> shares;
    const at::Tensor all =
        upload_images(source, at::kCPU, {}, [&](double share) { shares.push_back(share); });
    REQUIRE(all.sizes() == at::IntArrayRef({1400, 64, 64, 3}));
    CHECK(source.reads == 1400);
    REQUIRE(shares.size() == 2);
    CHECK(shares.front() < 1.0);
    CHECK(shares.back() == 1.0);
    std::vector<std::uint8_t> one(64 * 64 * 3);
    for (const std::int64_t image : {0, 1364, 1365, 1399}) {
        CAPTURE(image);
        source.read(image, one);
        CHECK(std::memcmp(all[image].const_data_ptr(), one.data(), one.size()) == 0);
    }
}

TEST_CASE("an upload that is stopped, or meets a bad image, leaves the images to the loader") {
    TrainingState state = TrainingState::initialised(testing::tiny_config());
    CpuGraphDevice::Log log;
    GraphEngine engine(std::make_unique<CpuGraphDevice>(log), channels_last(), state);
    NoiseSource source(16, state.config.size, state.config.channels);
    std::stop_source stop;
    stop.request_stop();
    CHECK_FALSE(engine.keep_images(source, stop.get_token(), {}));
    CHECK(source.reads == 0);
    source.bad = 7;
    CHECK_FALSE(engine.keep_images(source, {}, {}));
    CHECK(source.reads == 8);
    // Batches of bytes are what it takes then.
    ImageBatch batch;
    batch.pixels.assign(static_cast<std::size_t>(state.config.batch * state.config.size *
                                                 state.config.size * state.config.channels),
                        255);
    CHECK(engine.images(batch, state.config, channels_last()).min().item<float>() == 1.0F);
}

TEST_CASE("a number of a gathered batch is that of the image that is named") {
    static constexpr std::uint8_t kAll[] = {0, 51, 102, 153, 204, 255};
    static constexpr std::int64_t kIndices[] = {2, 0, 2};
    constexpr cuda::Gather kFrom{kAll, kIndices, 2};
    static_assert(cuda::gathered_pixel(kFrom, 0) == cuda::normalised_pixel(204));
    static_assert(cuda::gathered_pixel(kFrom, 1) == cuda::normalised_pixel(255));
    static_assert(cuda::gathered_pixel(kFrom, 2) == cuda::normalised_pixel(0));
    static_assert(cuda::gathered_pixel(kFrom, 3) == cuda::normalised_pixel(51));
    CHECK(cuda::gathered_pixel(kFrom, 5) == 1.0F);
}
