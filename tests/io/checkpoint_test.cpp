// SPDX-License-Identifier: MIT
#include "core/io/checkpoint.h"

#include <doctest/doctest.h>

#include <limits>

#include "core/base/error.h"
#include "core/io/file_write.h"
#include "tests/io/network_files.h"
#include "tests/temp_folder.h"

using namespace zscope;
using test::same;
using test::small_checkpoint;
using test::TempFolder;

namespace {

// Writes a small checkpoint, lets `change` alter the file's content, reads it back.
template <class Change>
Checkpoint read_changed(Change change) {
    const TempFolder folder;
    const auto path = folder / "c.safetensors";
    write_checkpoint(path, small_checkpoint(5));
    SafetensorsFile file = read_safetensors(path, SafetensorsProfile::strict);
    change(file);
    write_safetensors(path, file);
    return read_checkpoint(path);
}

template <class Change>
void check_refused(const char* why, Change change) {
    CAPTURE(why);
    CHECK_THROWS_WITH_AS(read_changed(change), doctest::Contains(why), Error);
}

HostTensor with_value(const HostTensor& tensor, float value) {
    std::vector<float> values(tensor.f32().begin(), tensor.f32().end());
    values.back() = value;
    return HostTensor::from_floats(tensor.shape, values);
}

}  // namespace

TEST_CASE("checkpoint: all that is written is read back") {
    const TempFolder folder;
    const Checkpoint written = small_checkpoint(500);
    write_checkpoint(folder / "c", written);
    const Checkpoint read = read_checkpoint(folder / "c");
    CHECK(read.config == written.config);
    CHECK(read.step == 500);
    CHECK(read.position == 64000);
    CHECK(read.run_id == written.run_id);
    CHECK(read.provenance == written.provenance);
    CHECK(read.data == written.data);
    CHECK(same(read.g, written.g));
    CHECK(same(read.g_ema, written.g_ema));
    CHECK(same(read.d, written.d));
    CHECK(same(read.adam_g_exp_avg, written.adam_g_exp_avg));
    CHECK(same(read.adam_g_exp_avg_sq, written.adam_g_exp_avg_sq));
    CHECK(same(read.adam_d_exp_avg, written.adam_d_exp_avg));
    CHECK(same(read.adam_d_exp_avg_sq, written.adam_d_exp_avg_sq));
}

TEST_CASE("checkpoint: names and metadata in the file are those of the contract") {
    const TempFolder folder;
    write_checkpoint(folder / "c", small_checkpoint(7));
    const SafetensorsFile file = read_safetensors(folder / "c", SafetensorsProfile::strict);
    for (const char* name :
         {"G.main.0.weight", "G.main.1.running_var", "G_ema.main.9.weight", "D.main.0.weight",
          "D.main.3.running_mean", "adam.G.exp_avg.main.1.bias", "adam.G.exp_avg_sq.main.0.weight",
          "adam.D.exp_avg.main.8.weight", "adam.D.exp_avg_sq.main.0.weight"}) {
        CAPTURE(name);
        CHECK(file.tensors.contains(name));
    }
    CHECK(file.tensors.at("G.main.0.weight").shape == std::vector<std::int64_t>{3, 8, 4, 4});
    CHECK(file.tensors.at("D.main.0.weight").shape == std::vector<std::int64_t>{2, 3, 4, 4});
    CHECK(file.metadata.at("format") == "zscope");
    CHECK(file.metadata.at("version") == "1");
    CHECK(file.metadata.at("step") == "7");
    CHECK(file.metadata.at("position") == "896");
    CHECK(file.metadata.at("config").find("\"ngf\":2") != std::string::npos);
}

TEST_CASE("checkpoint: before Adam's first step there are no moments, later they must be there") {
    const TempFolder folder;
    Checkpoint fresh = small_checkpoint(0);
    for (auto part : {&Checkpoint::adam_g_exp_avg, &Checkpoint::adam_g_exp_avg_sq,
                      &Checkpoint::adam_d_exp_avg, &Checkpoint::adam_d_exp_avg_sq}) {
        (fresh.*part).clear();
    }
    write_checkpoint(folder / "c", fresh);
    CHECK(read_checkpoint(folder / "c").adam_d_exp_avg.empty());
    fresh.step = 1;
    write_checkpoint(folder / "c", fresh);
    CHECK_THROWS_WITH_AS(read_checkpoint(folder / "c"), doctest::Contains("adam.G.exp_avg.main"),
                         Error);
}

TEST_CASE("checkpoint: whatever is missing, odd or not finite is refused by name") {
    using File = SafetensorsFile;
    CHECK_NOTHROW(read_changed([](File&) {}));
    for (const char* name : {"G.main.0.weight", "G_ema.main.1.running_mean", "D.main.0.weight",
                             "adam.D.exp_avg_sq.main.0.weight"}) {
        check_refused(name, [&](File& f) { f.tensors.erase(name); });
        const float nan = std::numeric_limits<float>::quiet_NaN();
        check_refused(name, [&](File& f) { f.tensors[name] = with_value(f.tensors[name], nan); });
        const float inf = std::numeric_limits<float>::infinity();
        check_refused(name, [&](File& f) { f.tensors[name] = with_value(f.tensors[name], -inf); });
        check_refused(name, [&](File& f) {
            f.tensors[name] = HostTensor::from_floats({1}, std::vector<float>{1.0F});
        });
    }
    check_refused("below 0", [](File& f) {
        HostTensor& variance = f.tensors["G.main.1.running_var"];
        variance = with_value(variance, -1e-3F);
    });
    check_refused("\"G.main.77.weight\"",
                  [](File& f) { f.tensors["G.main.77.weight"] = f.tensors["G.main.0.weight"]; });
    check_refused("\"X.main.0.weight\"",
                  [](File& f) { f.tensors["X.main.0.weight"] = f.tensors["G.main.0.weight"]; });
    check_refused("expected", [](File& f) {
        HostTensor& weight = f.tensors["G.main.0.weight"];
        weight = HostTensor::from_bytes(
            DType::u8, weight.shape, weight.raw().first(static_cast<std::size_t>(weight.count())));
    });
}

TEST_CASE("checkpoint: metadata is checked") {
    using File = SafetensorsFile;
    for (const char* key :
         {"format", "version", "config", "step", "position", "run_id", "provenance", "data"}) {
        check_refused("c.safetensors", [&](File& f) { f.metadata.erase(key); });
    }
    check_refused("version 2", [](File& f) { f.metadata["version"] = "2"; });
    check_refused("not resumed", [](File& f) { f.metadata["kind"] = "model"; });
    for (const char* bad : {"", "-1", "5x", "1e3", "99999999999999999999"}) {
        check_refused("\"step\"", [&](File& f) { f.metadata["step"] = bad; });
    }
    check_refused("config", [](File& f) { f.metadata["config"] = "{"; });
    check_refused("nested too deeply",
                  [](File& f) { f.metadata["config"] = std::string(10'000, '['); });
    check_refused("size", [](File& f) { f.metadata["config"] = R"({"size":48})"; });
    // Another network than the tensors are of.
    check_refused("shape",
                  [](File& f) { f.metadata["config"] = R"({"size":32,"nz":3,"ngf":3,"ndf":2})"; });
}

TEST_CASE("checkpoint: a damaged file is passed over and named") {
    const TempFolder run;
    CHECK(checkpoint_file_name(500) == "step-000500.safetensors");
    CHECK(checkpoint_file_name(12345678) == "step-12345678.safetensors");
    CHECK(list_checkpoints(run.path()).empty());
    for (const std::int64_t step : {0, 500, 1000, 1000000}) {
        write_checkpoint(run.path() / "checkpoints" / checkpoint_file_name(step),
                         small_checkpoint(step));
    }
    write_file_atomically(run / "checkpoints/step-x.safetensors", "no");
    write_file_atomically(run / "checkpoints/notes.txt", "no");
    write_file_atomically(run / "checkpoints/step-1000000.safetensors", "damaged");
    std::filesystem::resize_file(run / "checkpoints/step-001000.safetensors", 5000);

    const auto all = list_checkpoints(run.path());
    REQUIRE(all.size() == 4);
    CHECK(all[0].filename() == "step-1000000.safetensors");
    CHECK(all[3].filename() == "step-000000.safetensors");
    std::vector<std::string> skipped;
    const auto newest = newest_valid_checkpoint(run.path(), &skipped);
    REQUIRE(newest);
    CHECK(newest->filename() == "step-000500.safetensors");
    REQUIRE(skipped.size() == 2);
    CHECK(skipped[0].find("step-1000000") != std::string::npos);
    CHECK(skipped[1].find("step-001000") != std::string::npos);
    CHECK(newest_valid_checkpoint(run / "none", nullptr) == std::nullopt);
}
