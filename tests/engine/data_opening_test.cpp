// SPDX-License-Identifier: MIT
#include "core/engine/data_opening.h"

#include <doctest/doctest.h>

#include <fstream>
#include <vector>

#include "core/base/error.h"
#include "core/engine/detail/model_source.h"
#include "core/engine/detail/training_state.h"
#include "core/engine/sampling.h"
#include "core/image/grid.h"
#include "core/io/resize.h"
#include "core/latent/torch_randn.h"
#include "tests/engine/tiny_training.h"
#include "tests/temp_folder.h"

using namespace zscope;
namespace fs = std::filesystem;

namespace {

SnapshotPointer tiny_model() {
    TrainConfig config = testing::tiny_config();
    auto model = std::make_shared<ModelSnapshot>(
        zscope::detail::TrainingState::initialised(config).to_snapshot("tiny faces"));
    model->id_raw = "0123456789abcdef0123456789abcdef";
    return model;
}

zscope::detail::ModelSourceSettings settings_in(const fs::path& folder) {
    zscope::detail::ModelSourceSettings settings;
    settings.count = 100;
    settings.size = 32;
    settings.channels = 3;
    settings.folder = folder;
    return settings;
}

std::vector<std::uint8_t> image_of(DataSource& source, std::int64_t index) {
    std::vector<std::uint8_t> bytes(
        static_cast<std::size_t>(source.size() * source.size() * source.channels()));
    source.read(index, bytes);
    return bytes;
}

std::size_t files_in(const fs::path& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("image i of a model is G of the z of seed i + 1,000,000 alone") {
    const test::TempFolder folder;
    const SnapshotPointer model = tiny_model();
    const auto source = zscope::detail::open_model_source(model, settings_in(folder.path()), {},
                                                          [](double, const auto&) {});
    CHECK(source->count() == 100);
    CHECK(source->description().find("tiny faces") != std::string::npos);
    Sampler sampler(model, Weights::raw, 1);
    for (const std::int64_t i : {0, 63, 64, 99}) {
        CAPTURE(i);
        const std::vector<float> z =
            draw_z("normal", static_cast<std::uint64_t>(i + 1000000), 1, model->generator.nz);
        const HostTensor expected = sampler.images(z);
        const std::vector<std::uint8_t> got = image_of(*source, i);
        int most = 0;
        for (std::size_t p = 0; p < 32 * 32; ++p) {
            for (std::size_t c = 0; c < 3; ++c) {
                const int want = to_byte(expected.f32()[c * 32 * 32 + p]);
                most = std::max(most, std::abs(want - got[p * 3 + c]));
            }
        }
        CHECK(most == 0);
    }
}

TEST_CASE("images of a model are drawn once, and again when the cache is damaged") {
    const test::TempFolder folder;
    const SnapshotPointer model = tiny_model();
    int calls = 0;
    double last = 0.0;
    const auto count = [&](double share, const std::string&) {
        CHECK(share >= last);
        last = share;
        ++calls;
    };
    const auto settings = settings_in(folder.path());
    const auto first = image_of(*zscope::detail::open_model_source(model, settings, {}, count), 7);
    CHECK(calls > 0);
    CHECK(last == 1.0);
    calls = 0;
    CHECK(image_of(*zscope::detail::open_model_source(model, settings, {}, count), 7) == first);
    CHECK(calls == 0);
    REQUIRE(files_in(folder.path()) == 1);
    fs::resize_file(fs::directory_iterator(folder.path())->path(), 500);
    last = 0.0;
    CHECK(image_of(*zscope::detail::open_model_source(model, settings, {}, count), 7) == first);
    CHECK(calls > 0);
}

TEST_CASE("a stopped drawing goes on where it stopped, with the same images") {
    const test::TempFolder folder, other;
    std::stop_source stop;
    auto settings = settings_in(folder.path());
    settings.count = 200;
    double reached = 0.0;
    const auto stop_at_once = [&](double share, const auto&) {
        reached = share;
        stop.request_stop();
    };
    CHECK_THROWS_AS(
        zscope::detail::open_model_source(tiny_model(), settings, stop.get_token(), stop_at_once),
        Error);
    REQUIRE(files_in(folder.path()) == 1);
    CHECK(fs::directory_iterator(folder.path())->path().extension() == ".part");
    double first = -1.0;
    const auto note_first = [&](double share, const auto&) {
        if (first < 0.0) first = share;
    };
    const auto went_on = zscope::detail::open_model_source(tiny_model(), settings, {}, note_first);
    CHECK(first > reached);
    CHECK(files_in(folder.path()) == 1);
    settings.folder = other.path();
    const auto at_once =
        zscope::detail::open_model_source(tiny_model(), settings, {}, [](double, const auto&) {});
    for (std::int64_t i = 0; i < settings.count; ++i)
        CHECK(image_of(*went_on, i) == image_of(*at_once, i));
}

TEST_CASE("images of another size are the resized bytes of the model's own") {
    const test::TempFolder folder, other;
    const SnapshotPointer model = tiny_model();
    const auto silent = [](double, const auto&) {};
    auto settings = settings_in(folder.path());
    const auto own = zscope::detail::open_model_source(model, settings, {}, silent);
    settings.size = 64;
    std::string said;
    const auto listen = [&](double, const std::string& what) { said += what; };
    const auto after = zscope::detail::open_model_source(model, settings, {}, listen);
    CHECK(said.find("Drawing") == std::string::npos);
    CHECK(said.find("Resizing") != std::string::npos);
    settings.folder = other.path();
    const auto before = zscope::detail::open_model_source(model, settings, {}, silent);
    CHECK(files_in(other.path()) == 2);
    for (const std::int64_t i : {0, 63, 64, 99}) {
        std::vector<std::uint8_t> expected(64 * 64 * 3);
        prepare_image(ImageU8{32, 32, 3, image_of(*own, i)}, 64, 3, expected);
        CHECK(image_of(*after, i) == expected);
        CHECK(image_of(*before, i) == expected);
    }
}

TEST_CASE("a model of another size or colour is made to fit") {
    const test::TempFolder folder;
    auto settings = settings_in(folder.path());
    settings.size = 64;
    settings.channels = 1;
    const auto source =
        zscope::detail::open_model_source(tiny_model(), settings, {}, [](double, const auto&) {});
    CHECK(source->size() == 64);
    CHECK(source->channels() == 1);
    CHECK(image_of(*source, 3).size() == 64 * 64);
}

TEST_CASE("a folder is opened with its bad files named; what is no source is refused") {
    const test::TempFolder folder;
    testing::make_images(folder.path(), 5);
    std::ofstream(folder.path() / "broken.png") << "\x89PNG\r\n\x1a\nrubbish";
    const TrainConfig config = testing::tiny_config();
    const auto silent = [](double, const std::string&) {};
    const OpenedData opened = open_data({folder.path().string()}, config, {}, silent);
    CHECK(opened.source->count() == 5);
    REQUIRE(opened.left_out.size() == 1);
    CHECK(opened.left_out[0].find("broken.png") != std::string::npos);
    CHECK_THROWS_AS(open_data({""}, config, {}, silent), Error);
    CHECK_THROWS_AS(open_data({(folder.path() / "no-such").string()}, config, {}, silent), Error);
    CHECK_THROWS_AS(open_data({"model:/no/such/model"}, config, {}, silent), Error);
}
