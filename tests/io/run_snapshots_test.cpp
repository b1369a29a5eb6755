// SPDX-License-Identifier: MIT
#include "core/io/run_snapshots.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include "core/base/error.h"
#include "core/io/checkpoint.h"
#include "core/io/model_file.h"
#include "core/io/model_id.h"
#include "core/io/run_folder.h"
#include "tests/io/network_files.h"
#include "tests/temp_folder.h"

namespace fs = std::filesystem;
using namespace zscope;
using test::same;
using test::small_checkpoint;
using test::TempFolder;

namespace {

// A run folder, with the model of a step as the trainer hands it over.
struct Run {
    Run() {
        RunInfo info;
        info.config = test::small_config();
        folder.emplace(RunFolder::create(dir, info));
    }
    ModelSnapshot model(std::int64_t step) const {
        const Checkpoint source = small_checkpoint(step);
        ModelSnapshot result;
        result.generator = dcgan_generator(source.config.shape());
        result.raw = source.g;
        result.ema = source.g_ema;
        result.discriminator = dcgan_discriminator(source.config.shape());
        result.d = source.d;
        result.step = step;
        result.prior = "uniform";
        result.name = "run one";
        result.provenance = "made for a test";
        return result;
    }
    void light(std::int64_t step) const {
        write_light_snapshot(dir, model(step), folder->info().run_id);
    }
    std::vector<std::pair<std::int64_t, MomentKind>> moments() const {
        std::vector<std::pair<std::int64_t, MomentKind>> result;
        for (const RunMoment& moment : list_moments(dir))
            result.emplace_back(moment.step, moment.kind);
        return result;
    }

    TempFolder temp;
    fs::path dir = temp / "one";
    std::optional<RunFolder> folder;
};

using Kind = MomentKind;
using Moments = std::vector<std::pair<std::int64_t, MomentKind>>;

// The nearest bf16 by the definition: 8 significant bits, ties to even.
float nearest_bf16(float value) {
    if (value == 0.0F) return value;
    int exponent = 0;
    const double fraction = std::frexp(static_cast<double>(value), &exponent);
    return static_cast<float>(std::ldexp(std::nearbyint(std::ldexp(fraction, 8)), exponent - 8));
}

bool is_rounded(const NamedTensors& read, const NamedTensors& written) {
    for (const auto& [name, tensor] : written) {
        if (tensor.dtype != DType::f32) continue;
        for (std::size_t i = 0; i < tensor.f32().size(); ++i) {
            if (read.at(name).f32()[i] != nearest_bf16(tensor.f32()[i])) return false;
        }
    }
    return read.size() == written.size();
}

}  // namespace

TEST_CASE("light snapshot: G and its average in bf16, half as large, and it says what it is of") {
    const Run run;
    const ModelSnapshot written = run.model(500);
    run.light(500);
    const fs::path path = run.dir / "snapshots" / "step-000500.safetensors";
    REQUIRE(fs::exists(path));
    const SnapshotPointer read = open_model(path);
    CHECK(read->step == 500);
    CHECK(read->prior == "uniform");
    CHECK(read->name == "run one");
    CHECK(read->provenance == "made for a test");
    CHECK_FALSE(read->d.has_value());
    CHECK(read->generator == written.generator);
    CHECK(is_rounded(read->raw, written.raw));
    CHECK(is_rounded(*read->ema, *written.ema));
    const auto metadata = read_safetensors_metadata(path);
    CHECK(metadata.at("kind") == "snapshot");
    CHECK(metadata.at("run_id") == run.folder->info().run_id);
    CHECK(metadata.at("rounded_from") == model_id(written.raw));
    CHECK(metadata.at("rounded_from_ema") == model_id(*written.ema));
    CHECK(read->id_raw != metadata.at("rounded_from"));
    std::size_t numbers = 0;
    for (const NamedTensors* part : {&written.raw, &*written.ema}) {
        for (const auto& [name, tensor] : *part)
            numbers += static_cast<std::size_t>(tensor.count());
    }
    CHECK(fs::file_size(path) < 2 * numbers + 8192);  // two bytes each, and the header
    CHECK_THROWS_WITH_AS(read_checkpoint(path), doctest::Contains("not resumed"), Error);
}

TEST_CASE("light snapshot: a number that is not finite is an error and no file") {
    const Run run;
    ModelSnapshot model = run.model(10);
    auto& [name, tensor] = *model.ema->begin();
    std::vector<float> values(tensor.f32().begin(), tensor.f32().end());
    values.front() = std::numeric_limits<float>::quiet_NaN();
    tensor = HostTensor::from_floats(tensor.shape, values);
    CHECK_THROWS_WITH_AS(write_light_snapshot(run.dir, model, "id"),
                         doctest::Contains("not finite"), Error);
    CHECK(run.moments().empty());
}

TEST_CASE("moments: by step, pinned before light before checkpoint; strangers are left out") {
    const Run run;
    run.light(0);
    run.light(12);
    write_pinned_snapshot(run.dir, run.model(7), "id");
    write_checkpoint(run.folder->checkpoint_path(0), small_checkpoint(0));
    write_checkpoint(run.folder->checkpoint_path(30), small_checkpoint(30));
    for (const char* name : {"step-.safetensors", "step-5x.safetensors", "step--5.safetensors",
                             "notes.txt", "step-99999999999999999999.safetensors"}) {
        std::ofstream(run.dir / "snapshots" / name) << "x";
    }
    CHECK(run.moments() ==
          Moments{{0, Kind::light}, {7, Kind::pinned}, {12, Kind::light}, {30, Kind::checkpoint}});
    CHECK(list_moments(run.temp / "nowhere").empty());
    CHECK_FALSE(find_moment(run.dir, 11));
}

TEST_CASE("pinned: kept in fp32 with D, and given back to the schedule rounded") {
    const Run run;
    const ModelSnapshot written = run.model(20);
    run.light(20);
    write_pinned_snapshot(run.dir, written, run.folder->info().run_id);
    CHECK(run.moments() == Moments{{20, Kind::pinned}});
    CHECK_FALSE(fs::exists(run.dir / "snapshots" / "step-000020.safetensors"));
    SnapshotPointer read = open_model(find_moment(run.dir, 20)->path);
    CHECK(same(read->raw, written.raw));
    CHECK(same(*read->ema, *written.ema));
    CHECK(same(*read->d, *written.d));
    unpin_moment(run.dir, 20);
    CHECK(run.moments() == Moments{{20, Kind::light}});
    read = open_model(find_moment(run.dir, 20)->path);
    CHECK(is_rounded(read->raw, written.raw));
    // Of the light one nothing better is there any more: it is kept as it is.
    pin_moment(run.dir, 20);
    pin_moment(run.dir, 20);
    CHECK(run.moments() == Moments{{20, Kind::pinned}});
    CHECK(open_model(find_moment(run.dir, 20)->path)->id_raw == read->id_raw);
    unpin_moment(run.dir, 20);
    CHECK(run.moments() == Moments{{20, Kind::light}});
}

TEST_CASE("pinned: a step whose checkpoint is there is kept in fp32, and outlives it") {
    const Run run;
    run.light(40);
    write_checkpoint(run.folder->checkpoint_path(40), small_checkpoint(40));
    pin_moment(run.dir, 40);
    fs::remove(run.folder->checkpoint_path(40));
    const SnapshotPointer read = open_model(find_moment(run.dir, 40)->path);
    CHECK(same(read->raw, small_checkpoint(40).g));
    CHECK(read->d.has_value());
    CHECK_THROWS_WITH_AS(pin_moment(run.dir, 41), doctest::Contains("nothing of step 41"), Error);
}

TEST_CASE("thinning deletes light files alone, and a rollback sets later ones aside") {
    const Run run;
    for (const std::int64_t step : {0, 1, 2, 4, 8, 10})
        run.light(step);
    pin_moment(run.dir, 2);
    write_checkpoint(run.folder->checkpoint_path(9), small_checkpoint(9));
    const auto one =
        static_cast<std::int64_t>(fs::file_size(run.dir / "snapshots" / "step-000008.safetensors"));
    thin_snapshots(run.dir, 4 * one + one / 2);
    CHECK(run.moments() == Moments{{0, Kind::light},
                                   {1, Kind::light},
                                   {2, Kind::pinned},
                                   {4, Kind::light},
                                   {9, Kind::checkpoint},
                                   {10, Kind::light}});
    CHECK(set_aside_snapshots(run.dir, 1) == 3);
    CHECK(run.moments() == Moments{{0, Kind::light}, {1, Kind::light}, {9, Kind::checkpoint}});
    CHECK(fs::exists(run.dir / "snapshots" / "set-aside" / "pinned-000002.safetensors"));
    CHECK(set_aside_snapshots(run.dir, 1) == 0);
}

TEST_CASE("RUN@STEP names the file of a step, or says what is near") {
    const Run run;
    for (const std::int64_t step : {10, 100})
        run.light(step);
    write_checkpoint(run.folder->checkpoint_path(60), small_checkpoint(60));
    const std::string name = run.dir.string();
    CHECK(resolve_model(name + "@10").filename() == "step-000010.safetensors");
    CHECK(resolve_model(name + "@10").parent_path().filename() == "snapshots");
    CHECK(resolve_model(name + "@60").parent_path().filename() == "checkpoints");
    CHECK(resolve_model(name + "/@100").filename() == "step-000100.safetensors");
    CHECK_THROWS_WITH_AS(resolve_model(name + "@70"), doctest::Contains("it has: 60 and 100"),
                         Error);
    CHECK_THROWS_WITH_AS(resolve_model(name + "@5"), doctest::Contains("it has: 10"), Error);
    CHECK_THROWS_WITH_AS(resolve_model(name + "x@5"), doctest::Contains("there is no model"),
                         Error);
    CHECK(run_of_checkpoint(resolve_model(name + "@10")) == run.dir);
    CHECK_FALSE(split_run_step("faces"));
    CHECK_FALSE(split_run_step("faces@"));
    CHECK_FALSE(split_run_step("@12"));
    CHECK_FALSE(split_run_step("faces@-1"));
    CHECK_FALSE(split_run_step("faces@1.5"));
    CHECK(split_run_step("a@b@12")->run_dir == "a@b");
    // A file of that very name goes before.
    std::ofstream(run.temp / "one@7") << "x";
    CHECK(resolve_model((run.temp / "one@7").string()) == run.temp / "one@7");
}

TEST_CASE("a damaged snapshot says what is wrong with which file") {
    const Run run;
    run.light(15);
    const fs::path path = find_moment(run.dir, 15)->path;
    fs::resize_file(path, fs::file_size(path) / 2);
    CHECK_THROWS_WITH_AS(open_model(path), doctest::Contains("step-000015.safetensors"), Error);
    CHECK_THROWS_WITH_AS(open_model(path), doctest::Contains("cut off"), Error);
}
