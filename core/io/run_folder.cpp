// SPDX-License-Identifier: MIT
#include "core/io/run_folder.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <set>
#include <system_error>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/config/config_json.h"
#include "core/io/checkpoint.h"
#include "core/io/file_write.h"
#include "core/io/json_text.h"
#include "core/io/metrics_file.h"
#include "core/io/run_lock.h"
#include "core/io/user_folders.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t kInfoLimit = std::size_t{1} << 20;
constexpr int kVersion = 1;
constexpr std::size_t kKeptCheckpoints = 3;
constexpr const char* kParts[] = {"checkpoints", "samples", "snapshots"};

void make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) fail("cannot make the folder {}: {}", folder.string(), error.message());
}

// runs/2026-11-22-1014, or with -2, -3 … behind it.
fs::path new_folder_by_date() {
    const fs::path runs = data_folder() / "runs";
    make_folder(runs);
    const std::time_t now = std::time(nullptr);
    const std::string date = fmt::format("{:%Y-%m-%d-%H%M}", fmt::localtime(now));
    for (int count = 1;; ++count) {
        const fs::path dir = runs / (count == 1 ? date : fmt::format("{}-{}", date, count));
        std::error_code error;
        if (fs::create_directory(dir, error)) return dir;
        if (error) fail("cannot make the folder {}: {}", dir.string(), error.message());
    }
}

// Whether it holds what a run that was killed before its first checkpoint leaves, and no more.
bool never_began(const fs::path& dir) {
    static const std::set<std::string> own = {"run.json",    "run.lock", "metrics.jsonl",
                                              "checkpoints", "samples",  "snapshots"};
    for (const auto& entry : fs::directory_iterator(dir)) {
        if (!own.contains(entry.path().filename()) && !is_temporary_file(entry.path()))
            return false;
    }
    for (const char* part : kParts) {
        std::error_code absent;
        for (const auto& entry : fs::directory_iterator(dir / part, absent)) {
            if (!is_temporary_file(entry.path())) return false;
        }
    }
    try {
        if (fs::exists(dir / "run.json")) (void)read_run_info(dir);
        return read_metrics(dir).empty();
    } catch (const Error&) {
        return false;  // another program's, or damaged: not ours to write over
    }
}

// "faces" for "runs/faces" and for "runs/faces/".
std::string folder_name(const fs::path& dir) {
    const fs::path whole = fs::absolute(dir).lexically_normal();
    const fs::path name =
        whole.filename().empty() ? whole.parent_path().filename() : whole.filename();
    return name.string();
}

void write_info(const fs::path& dir, const RunInfo& info) {
    Json json = {{"format", "zscope-run"},  {"version", kVersion},
                 {"run_id", info.run_id},   {"name", info.name},
                 {"data", info.data},       {"config", config_to_json(info.config)},
                 {"kernels", info.kernels}, {"zscope_version", info.zscope_version},
                 {"created", info.created}};
    if (!info.exclude.empty()) json["exclude"] = info.exclude;
    write_file_atomically(dir / "run.json",
                          json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void prepare_parts(const fs::path& dir) {
    remove_left_over_files(dir);
    for (const char* part : kParts) {
        make_folder(dir / part);
        remove_left_over_files(dir / part);
    }
}

std::string text_field(const Json& json, const char* key, const std::string& source) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_string()) {
        fail("{}: \"{}\" is missing or not a text", source, key);
    }
    return found->get<std::string>();
}

}  // namespace

void check_is_new(const fs::path& dir) {
    std::error_code error;
    if (!fs::exists(dir, error)) return;
    if (!fs::is_directory(dir, error)) fail("{} is a file, not a folder for a run", dir.string());
    if (!never_began(dir)) {
        fail("the folder {} is not empty: name a new one with --run, or go on with --resume",
             dir.string());
    }
}

struct RunFolder::State {
    State(fs::path folder, RunInfo about)
        : dir(std::move(folder)), info(std::move(about)), lock(dir) {}

    fs::path dir;
    RunInfo info;
    RunLock lock;
    std::unique_ptr<MetricsFile> metrics;
};

std::string make_uuid() {
    std::array<unsigned char, 16> bytes{};
    ZSCOPE_CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1, "{} random bytes",
                 bytes.size());
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);  // version 4: random
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);  // variant of RFC 9562
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += fmt::format("{:02x}", bytes[i]);
    }
    return text;
}

RunFolder RunFolder::create(fs::path dir, RunInfo info) {
    if (dir.empty()) {
        dir = new_folder_by_date();
    } else {
        check_is_new(dir);
        make_folder(dir);
    }
    info.name = folder_name(dir);
    if (info.run_id.empty()) info.run_id = make_uuid();
    if (info.zscope_version.empty()) info.zscope_version = ZSCOPE_VERSION;
    if (info.created.empty()) {
        info.created = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
    }
    auto state = std::make_unique<State>(dir, std::move(info));
    check_is_new(dir);  // another program may have been at it before the lock
    prepare_parts(dir);
    write_info(dir, state->info);
    state->metrics = std::make_unique<MetricsFile>(dir / "metrics.jsonl");
    return RunFolder(std::move(state));
}

RunFolder RunFolder::resume(const fs::path& dir) {
    RunInfo info = read_run_info(dir);
    auto state = std::make_unique<State>(dir, std::move(info));
    prepare_parts(dir);
    state->metrics = std::make_unique<MetricsFile>(dir / "metrics.jsonl");
    return RunFolder(std::move(state));
}

RunFolder::RunFolder(std::unique_ptr<State> state) : state_(std::move(state)) {}
RunFolder::RunFolder(RunFolder&&) noexcept = default;
RunFolder& RunFolder::operator=(RunFolder&&) noexcept = default;
RunFolder::~RunFolder() = default;

const fs::path& RunFolder::path() const {
    return state_->dir;
}
const RunInfo& RunFolder::info() const {
    return state_->info;
}

void RunFolder::update_info(RunInfo info) {
    write_info(state_->dir, info);
    state_->info = std::move(info);
}

void RunFolder::start_segment(std::int64_t from_step) {
    state_->metrics->start_segment(from_step);
}
void RunFolder::append(const LossSample& sample) {
    state_->metrics->append(sample);
}
void RunFolder::flush() {
    state_->metrics->flush();
}

fs::path RunFolder::checkpoint_path(std::int64_t step) const {
    return state_->dir / "checkpoints" / checkpoint_file_name(step);
}

fs::path RunFolder::samples_path(std::int64_t step) const {
    return state_->dir / "samples" / fmt::format("step-{:06}.png", step);
}

void RunFolder::prune_checkpoints(const std::vector<std::int64_t>& pinned) {
    std::vector<std::string> kept{checkpoint_file_name(0)};
    for (const std::int64_t step : pinned)
        kept.push_back(checkpoint_file_name(step));
    const std::vector<fs::path> all = list_checkpoints(state_->dir);
    for (std::size_t i = kKeptCheckpoints; i < all.size(); ++i) {
        if (std::ranges::find(kept, all[i].filename().string()) != kept.end()) continue;
        std::error_code error;
        fs::remove(all[i], error);
        if (error) fail("cannot delete {}: {}", all[i].string(), error.message());
    }
}

bool is_run(const fs::path& dir) {
    std::error_code ignored;
    return !dir.empty() && fs::exists(dir / "run.json", ignored);
}

fs::path run_of_checkpoint(const fs::path& checkpoint) {
    const fs::path folder = fs::absolute(checkpoint).parent_path();
    const fs::path run = folder.parent_path();
    const bool kept = folder.filename() == "checkpoints" || folder.filename() == "snapshots";
    return kept && is_run(run) ? run : fs::path{};
}

RunInfo read_run_info(const fs::path& dir) {
    const fs::path file = dir / "run.json";
    const std::string source = file.string();
    if (!fs::exists(file)) fail("{} is not a run folder: it has no run.json", dir.string());
    const auto bytes = read_file(file, kInfoLimit);
    const Json json =
        parse_json_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, source);
    if (!json.is_object() || json.value("format", Json()) != "zscope-run") {
        fail("{}: not the description of a zscope run", source);
    }
    if (json.value("version", Json()) != kVersion) {
        fail("{}: written by a newer zscope; this one reads version {}", source, kVersion);
    }
    RunInfo info;
    info.run_id = text_field(json, "run_id", source);
    info.name = folder_name(dir);  // a folder may have been renamed
    info.data = text_field(json, "data", source);
    if (json.contains("exclude")) info.exclude = text_field(json, "exclude", source);
    if (!json.contains("config")) fail("{}: \"config\" is missing", source);
    info.config = config_from_json(json.at("config"), source).config;
    info.kernels = json.value("kernels", Json());
    info.zscope_version = text_field(json, "zscope_version", source);
    info.created = text_field(json, "created", source);
    return info;
}

std::vector<LossSample> read_metrics(const fs::path& dir) {
    const fs::path file = dir / "metrics.jsonl";
    return fs::exists(file) ? read_metrics_file(file) : std::vector<LossSample>();
}

}  // namespace zscope
