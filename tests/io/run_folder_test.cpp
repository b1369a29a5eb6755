// SPDX-License-Identifier: MIT
#include "core/io/run_folder.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <set>
#include <thread>

#include "core/base/error.h"
#include "core/io/checkpoint.h"
#include "core/io/file_write.h"
#include "core/io/metrics_file.h"
#include "core/io/run_lock.h"
#include "tests/io/network_files.h"
#include "tests/temp_folder.h"

namespace fs = std::filesystem;
using namespace zscope;
using test::TempFolder;

namespace {

RunInfo small_info() {
    RunInfo info;
    info.data = "model";
    info.config = test::small_config();
    info.kernels = {{"entries", {{"*", "libtorch"}}}};
    return info;
}

LossSample sample_at(std::int64_t step, float loss) {
    LossSample sample;
    sample.step = step;
    sample.time_s = 0.25 * static_cast<double>(step);
    sample.loss_d = loss;
    sample.loss_d_real = 0.1F;
    sample.loss_d_fake = 0.2F;
    sample.loss_g = 0.3F;
    sample.d_x = 0.4F;
    sample.d_g_z1 = 0.5F;
    sample.d_g_z2 = 0.6F;
    sample.images_per_s = 123.4F;
    return sample;
}

std::string text_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("make_uuid: version 4 in its written form, never twice") {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const std::string uuid = make_uuid();
        REQUIRE(uuid.size() == 36);
        CHECK(uuid[8] == '-');
        CHECK(uuid[13] == '-');
        CHECK(uuid[14] == '4');
        CHECK(uuid[18] == '-');
        CHECK(std::string("89ab").find(uuid[19]) != std::string::npos);
        CHECK(uuid[23] == '-');
        CHECK(uuid.find_first_not_of("0123456789abcdef-") == std::string::npos);
        seen.insert(uuid);
    }
    CHECK(seen.size() == 1000);
}

TEST_CASE("run folder: what create writes, read_run_info and resume read") {
    const TempFolder folder;
    std::string id;
    {
        const RunFolder run = RunFolder::create(folder / "faces/", small_info());
        id = run.info().run_id;
        CHECK(id.size() == 36);
        CHECK(run.info().name == "faces");
        CHECK(run.info().created.back() == 'Z');
        CHECK(run.checkpoint_path(500).filename() == "step-000500.safetensors");
        CHECK(run.samples_path(500) == folder / "faces/" / "samples" / "step-000500.png");
        CHECK(fs::is_directory(folder / "faces/checkpoints"));
    }
    const RunInfo info = read_run_info(folder / "faces");
    CHECK(info.run_id == id);
    CHECK(info.config == test::small_config());
    CHECK(info.kernels == small_info().kernels);
    CHECK(info.data == "model");
    CHECK(info.zscope_version == ZSCOPE_VERSION);

    fs::rename(folder / "faces", folder / "renamed");
    RunFolder run = RunFolder::resume(folder / "renamed");
    CHECK(run.info().name == "renamed");
    CHECK(run.info().run_id == id);
    RunInfo changed = run.info();
    changed.kernels = {{"version", 2}};
    run.update_info(changed);
    CHECK(read_run_info(folder / "renamed").kernels == changed.kernels);
}

TEST_CASE("run folder: only an absent or empty folder becomes a new run") {
    const TempFolder folder;
    fs::create_directory(folder / "empty");
    write_checkpoint(RunFolder::create(folder / "empty", small_info()).checkpoint_path(0),
                     test::small_checkpoint(0));
    CHECK_THROWS_WITH_AS(RunFolder::create(folder / "empty", small_info()),
                         doctest::Contains("--resume"), Error);
    write_file_atomically(folder / "file", "x");
    CHECK_THROWS_WITH_AS(RunFolder::create(folder / "file", small_info()),
                         doctest::Contains("is a file"), Error);
    CHECK_THROWS_WITH_AS(RunFolder::resume(folder / "none"), doctest::Contains("no run.json"),
                         Error);
}

TEST_CASE("run folder: a run that was killed before its first checkpoint can begin again") {
    const TempFolder folder;
    const fs::path dir = folder / "r";
    std::string killed_id;
    {
        RunFolder killed = RunFolder::create(dir, small_info());
        killed.start_segment(0);
        killed.flush();
        killed_id = killed.info().run_id;
        CHECK_THROWS_WITH_AS(RunFolder::create(dir, small_info()),
                             doctest::Contains("another zscope"), Error);
    }
    write_file_atomically(dir / "run.lock", "");
    write_file_atomically(dir / ".zscope-1-1.tmp", "x");
    write_file_atomically(dir / "checkpoints/.zscope-1-2.tmp", "half of step 0");
    CHECK_NOTHROW(check_is_new(dir));
    {
        const RunFolder again = RunFolder::create(dir, small_info());
        CHECK(again.info().run_id != killed_id);
        CHECK(fs::is_empty(dir / "checkpoints"));
        CHECK_FALSE(fs::exists(dir / ".zscope-1-1.tmp"));
    }
    const auto check_refused = [&](const fs::path& kept) {
        CAPTURE(kept);
        CHECK_THROWS_WITH_AS(check_is_new(dir), doctest::Contains("not empty"), Error);
        fs::remove(kept);
        CHECK_NOTHROW(check_is_new(dir));
    };
    for (const char* name : {"notes.txt", "checkpoints/step-000000.safetensors", "samples/a.png"}) {
        write_file_atomically(dir / name, "a person's");
        check_refused(dir / name);
    }
    write_file_atomically(dir / "run.json", "{\"of\": \"another program\"}");
    check_refused(dir / "run.json");
    {
        MetricsFile metrics(dir / "metrics.jsonl");
        metrics.append(sample_at(1, 1.0F));
    }
    check_refused(dir / "metrics.jsonl");
}

TEST_CASE("run folder: without a path, new folders by date under the user's data folder") {
    const TempFolder data;
    const char* before = std::getenv("XDG_DATA_HOME");
    const std::string kept = before == nullptr ? "" : before;
    ::setenv("XDG_DATA_HOME", data.path().c_str(), 1);
    fs::path one, two;
    {
        const RunFolder first = RunFolder::create({}, small_info());
        const RunFolder second = RunFolder::create({}, small_info());
        one = first.path();
        two = second.path();
    }
    before == nullptr ? ::unsetenv("XDG_DATA_HOME") : ::setenv("XDG_DATA_HOME", kept.c_str(), 1);
    CHECK(one != two);
    CHECK(one.parent_path() == data.path() / "zscope" / "runs");
    CHECK(read_run_info(two).name == two.filename().string());
}

TEST_CASE("run folder: one writer; the lock ends with its holder and leaves no file") {
    const TempFolder folder;
    {
        const RunFolder run = RunFolder::create(folder / "r", small_info());
        CHECK_THROWS_WITH_AS(RunFolder::resume(folder / "r"), doctest::Contains("another zscope"),
                             Error);
        CHECK(fs::exists(folder / "r/run.lock"));
    }
    CHECK_FALSE(fs::exists(folder / "r/run.lock"));

    // A process that dies without a word holds nothing afterwards.
    const pid_t child = ::fork();
    if (child == 0) {
        try {
            const RunFolder run = RunFolder::resume(folder / "r");
            ::_exit(fs::exists(folder / "r/run.lock") ? 7 : 1);
        } catch (...) {
            ::_exit(2);
        }
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WEXITSTATUS(status) == 7);
    CHECK(fs::exists(folder / "r/run.lock"));
    CHECK_NOTHROW(RunFolder::resume(folder / "r"));
}

TEST_CASE("run folder: whether it is being written is seen from outside, and keeps nobody out") {
    const TempFolder folder;
    CHECK_FALSE(run_is_held(folder / "r"));
    {
        const RunFolder run = RunFolder::create(folder / "r", small_info());
        CHECK(run_is_held(folder / "r"));
    }
    CHECK_FALSE(run_is_held(folder / "r"));
    std::ofstream(folder / "r/run.lock");  // left behind by a crash: nobody holds it
    CHECK_FALSE(run_is_held(folder / "r"));
    // However often somebody looks, a trainer is not refused for that.
    const std::jthread looks([&](const std::stop_token& stop) {
        while (!stop.stop_requested())
            (void)run_is_held(folder / "r");
    });
    for (int i = 0; i < 200; ++i)
        CHECK_NOTHROW(RunFolder::resume(folder / "r"));
}

TEST_CASE("run folder: a resume removes what a crash left behind, and nothing else") {
    const TempFolder folder;
    { const RunFolder run = RunFolder::create(folder / "r", small_info()); }
    for (const char* name : {"r/.zscope-1-1.tmp", "r/checkpoints/.zscope-9-0.tmp",
                             "r/samples/.zscope-2-3.tmp", "r/notes.tmp"}) {
        write_file_atomically(folder / name, "x");
    }
    const RunFolder run = RunFolder::resume(folder / "r");
    CHECK_FALSE(fs::exists(folder / "r/.zscope-1-1.tmp"));
    CHECK(fs::is_empty(folder / "r/checkpoints"));
    CHECK(fs::is_empty(folder / "r/samples"));
    CHECK(fs::exists(folder / "r/notes.tmp"));
}

TEST_CASE("metrics: segments merge, the last value of a step counts") {
    const TempFolder folder;
    {
        RunFolder run = RunFolder::create(folder / "r", small_info());
        run.start_segment(0);
        for (int step = 1; step <= 5; ++step)
            run.append(sample_at(step, 1.0F));
        run.flush();
    }
    {
        RunFolder run = RunFolder::resume(folder / "r");
        run.start_segment(3);
        for (int step = 4; step <= 6; ++step)
            run.append(sample_at(step, 2.0F));
    }
    const std::string text = text_of(folder / "r/metrics.jsonl");
    CHECK(text.starts_with("{\"segment\":0,\"from_step\":0}\n{\"step\":1,\"time_s\":0.25,"));
    CHECK(text.find("{\"segment\":1,\"from_step\":3}\n") != std::string::npos);
    const auto samples = read_metrics(folder / "r");
    REQUIRE(samples.size() == 6);
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(samples[i].step == static_cast<std::int64_t>(i) + 1);
        CHECK(samples[i].loss_d == (i < 3 ? 1.0F : 2.0F));
        CHECK(samples[i].d_g_z2 == 0.6F);
        CHECK(samples[i].images_per_s == 123.4F);
    }
    CHECK(read_metrics(folder / "none").empty());
}

TEST_CASE("metrics: somebody else's file is followed line by line, and anew after a resume") {
    const TempFolder folder;
    const fs::path path = folder / "metrics.jsonl";
    MetricsTail tail(path);
    CHECK(tail.read().samples.empty());
    {
        MetricsFile file(path);
        file.start_segment(0);
        for (const std::int64_t step : {1, 2, 3})
            file.append(sample_at(step, 1.0F));
        file.flush();
        const MetricsTail::News first = tail.read();
        CHECK(first.anew);
        REQUIRE(first.samples.size() == 3);
        CHECK(first.samples.back().step == 3);
        CHECK(first.samples.back().loss_g == doctest::Approx(0.3F));
        file.append(sample_at(4, 1.0F));
        file.flush();
        std::ofstream(path, std::ios::app) << "{\"step\":5,";  // torn: being written just now
        const MetricsTail::News next = tail.read();
        CHECK_FALSE(next.anew);
        REQUIRE(next.samples.size() == 1);
        CHECK(next.samples.front().step == 4);
        CHECK(tail.read().samples.empty());
    }
    // Killed after step 4 and resumed at step 2: what is merged is all there is.
    {
        MetricsFile file(path);
        file.start_segment(2);
        for (const std::int64_t step : {3, 4, 5})
            file.append(sample_at(step, 2.0F));
        file.flush();
    }
    const MetricsTail::News resumed = tail.read();
    CHECK(resumed.anew);
    REQUIRE(resumed.samples.size() == 5);
    CHECK(resumed.samples[1].loss_d == 1.0F);
    CHECK(resumed.samples[2].loss_d == 2.0F);
    CHECK(tail.read().samples.empty());
    write_file_atomically(path, "no metrics\n");
    CHECK_THROWS_WITH_AS(tail.read(), doctest::Contains("line 1"), Error);
}

TEST_CASE("metrics: a torn last line is left out, and cut away before the next segment") {
    const TempFolder folder;
    {
        RunFolder run = RunFolder::create(folder / "r", small_info());
        run.start_segment(0);
        run.append(sample_at(1, 1.0F));
        run.append(sample_at(2, 1.0F));
    }
    const fs::path file = folder / "r/metrics.jsonl";
    const auto size = fs::file_size(file);
    for (std::uintmax_t cut : {1, 2, 50, 100}) {
        fs::resize_file(file, size - cut);
        CHECK(read_metrics(folder / "r").size() == 1);
    }
    {
        RunFolder run = RunFolder::resume(folder / "r");
        run.start_segment(1);
        run.append(sample_at(2, 3.0F));
    }
    const auto samples = read_metrics(folder / "r");
    REQUIRE(samples.size() == 2);
    CHECK(samples[1].loss_d == 3.0F);
}

TEST_CASE("metrics: numbers that are not finite come back as NaN; a foreign line is named") {
    const TempFolder folder;
    {
        RunFolder run = RunFolder::create(folder / "r", small_info());
        run.append(sample_at(1, std::numeric_limits<float>::quiet_NaN()));
        run.append(sample_at(2, std::numeric_limits<float>::infinity()));
    }
    const auto samples = read_metrics(folder / "r");
    REQUIRE(samples.size() == 2);
    CHECK(std::isnan(samples[0].loss_d));
    CHECK(std::isnan(samples[1].loss_d));
    write_file_atomically(folder / "r/metrics.jsonl", "{\"segment\":0,\"from_step\":0}\n{}\n");
    CHECK_THROWS_WITH_AS(read_metrics(folder / "r"), doctest::Contains("line 2"), Error);
    write_file_atomically(folder / "r/metrics.jsonl", "\n");
    CHECK_THROWS_WITH_AS(read_metrics(folder / "r"), doctest::Contains("line 1"), Error);
}

TEST_CASE("run folder: pruning keeps the last three, step 0 and the pinned") {
    const TempFolder folder;
    RunFolder run = RunFolder::create(folder / "r", small_info());
    for (const std::int64_t step : {0, 10, 20, 30, 40, 50}) {
        write_file_atomically(run.checkpoint_path(step), "x");
    }
    run.prune_checkpoints({20, 999});
    std::vector<std::string> left;
    for (const auto& path : list_checkpoints(folder / "r")) {
        left.push_back(path.filename().string());
    }
    CHECK(left == std::vector<std::string>{"step-000050.safetensors", "step-000040.safetensors",
                                           "step-000030.safetensors", "step-000020.safetensors",
                                           "step-000000.safetensors"});
}

TEST_CASE("run folder: a damaged run.json is an error that names it") {
    const TempFolder folder;
    for (const char* text :
         {"", "[]", "{", "{\"format\":\"zscope-run\"}", "{\"format\":\"zscope-run\",\"version\":1}",
          "{\"format\":\"other\",\"version\":1}"}) {
        write_file_atomically(folder / "run.json", text);
        CHECK_THROWS_WITH_AS(read_run_info(folder.path()), doctest::Contains("run.json"), Error);
    }
}
