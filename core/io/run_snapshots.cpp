// SPDX-License-Identifier: MIT
#include "core/io/run_snapshots.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <system_error>

#include "core/base/error.h"
#include "core/history/snapshot_schedule.h"
#include "core/io/checkpoint.h"
#include "core/io/model_file.h"
#include "core/io/model_form.h"
#include "core/io/model_id.h"
#include "core/io/model_tensors.h"
#include "core/io/run_folder.h"
#include "core/io/safetensors.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLight = "step-", kPinned = "pinned-", kEnd = ".safetensors";

fs::path folder_of(const fs::path& run_dir) {
    return run_dir / "snapshots";
}

fs::path path_of(const fs::path& run_dir, std::int64_t step, MomentKind kind) {
    return folder_of(run_dir) /
           fmt::format("{}{:06}{}", kind == MomentKind::pinned ? kPinned : kLight, step, kEnd);
}

// The step of "step-000500.safetensors"; nullopt for other names.
std::optional<std::int64_t> step_of(std::string_view name, std::string_view begin) {
    if (!name.starts_with(begin) || !name.ends_with(kEnd)) return std::nullopt;
    const char* first = name.data() + begin.size();
    const char* last = name.data() + name.size() - kEnd.size();
    std::int64_t step = -1;
    const auto [stop, problem] = std::from_chars(first, last, step);
    if (first >= last || problem != std::errc() || stop != last || step < 0) return std::nullopt;
    return step;
}

// Adds what a folder holds of a kind; what is found already goes before.
void add_moments(std::map<std::int64_t, RunMoment>& all, const fs::path& folder, MomentKind kind) {
    const std::string_view begin = kind == MomentKind::pinned ? kPinned : kLight;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const auto step = step_of(entry->path().filename().string(), begin);
        if (!step) continue;
        std::error_code gone;  // thinned out meanwhile
        const auto bytes = entry->file_size(gone);
        if (gone) continue;
        all.try_emplace(*step,
                        RunMoment{*step, kind, entry->path(), static_cast<std::int64_t>(bytes)});
    }
}

void require_finite(const NamedTensors& tensors, const fs::path& path) {
    for (const auto& [name, tensor] : tensors) {
        if (tensor.dtype != DType::f32) continue;
        if (!std::ranges::all_of(tensor.f32(), [](float v) { return std::isfinite(v); })) {
            fail("{} was not written: {} holds a number that is not finite", path.string(), name);
        }
    }
}

SafetensorsFile form_of(const ModelSnapshot& model, const std::string& run_id) {
    SafetensorsFile file = own_form(model, "snapshot");
    file.metadata["run_id"] = run_id;
    return file;
}

void remove_file(const fs::path& path) {
    std::error_code error;
    fs::remove(path, error);
    if (error) fail("cannot delete {}: {}", path.string(), error.message());
}

void rename_file(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error) fail("cannot rename {} to {}: {}", from.string(), to.string(), error.message());
}

RunMoment require_moment(const fs::path& run_dir, std::int64_t step) {
    if (auto moment = find_moment(run_dir, step)) return *std::move(moment);
    fail("{} has nothing of step {} any more", run_dir.string(), step);
}

std::vector<RunMoment> snapshots_of(const fs::path& run_dir) {
    std::vector<RunMoment> all = list_moments(run_dir);
    std::erase_if(all, [](const RunMoment& m) { return m.kind == MomentKind::checkpoint; });
    return all;
}

}  // namespace

std::vector<RunMoment> list_moments(const fs::path& run_dir) {
    std::map<std::int64_t, RunMoment> all;
    add_moments(all, folder_of(run_dir), MomentKind::pinned);
    add_moments(all, folder_of(run_dir), MomentKind::light);
    add_moments(all, run_dir / "checkpoints", MomentKind::checkpoint);
    std::vector<RunMoment> result;
    for (auto& [step, moment] : all)
        result.push_back(std::move(moment));
    return result;
}

std::optional<RunMoment> find_moment(const fs::path& run_dir, std::int64_t step) {
    for (RunMoment& moment : list_moments(run_dir)) {
        if (moment.step == step) return std::move(moment);
    }
    return std::nullopt;
}

void write_light_snapshot(const fs::path& run_dir, const ModelSnapshot& model,
                          const std::string& run_id) {
    const fs::path path = path_of(run_dir, model.step, MomentKind::light);
    ModelSnapshot generator = model;
    generator.discriminator.reset();
    SafetensorsFile file = form_of(generator, run_id);
    file.metadata["precision"] = "bf16";
    require_finite(model.raw, path);
    file.metadata["rounded_from"] = model_id(model.raw);
    add_with_prefix(file.tensors, rounded_to_bf16(model.raw), "G.");
    if (model.ema) {
        require_finite(*model.ema, path);
        file.metadata["rounded_from_ema"] = model_id(*model.ema);
        add_with_prefix(file.tensors, rounded_to_bf16(*model.ema), "G_ema.");
    }
    write_safetensors(path, file);
}

void write_pinned_snapshot(const fs::path& run_dir, const ModelSnapshot& model,
                           const std::string& run_id) {
    const fs::path path = path_of(run_dir, model.step, MomentKind::pinned);
    SafetensorsFile file = form_of(model, run_id);
    file.metadata["precision"] = "fp32";
    require_finite(model.raw, path);
    add_with_prefix(file.tensors, model.raw, "G.");
    if (model.ema) {
        require_finite(*model.ema, path);
        add_with_prefix(file.tensors, *model.ema, "G_ema.");
    }
    if (model.d) {
        require_finite(*model.d, path);
        add_with_prefix(file.tensors, *model.d, "D.");
    }
    write_safetensors(path, file);
    remove_file(path_of(run_dir, model.step, MomentKind::light));
}

void pin_moment(const fs::path& run_dir, std::int64_t step) {
    const RunMoment moment = require_moment(run_dir, step);
    if (moment.kind == MomentKind::pinned) return;
    const fs::path checkpoint = run_dir / "checkpoints" / checkpoint_file_name(step);
    std::error_code error;
    if (fs::exists(checkpoint, error)) {
        write_pinned_snapshot(run_dir, *open_model(checkpoint), read_run_info(run_dir).run_id);
    } else {
        rename_file(moment.path, path_of(run_dir, step, MomentKind::pinned));
    }
}

void unpin_moment(const fs::path& run_dir, std::int64_t step) {
    const RunMoment moment = require_moment(run_dir, step);
    if (moment.kind != MomentKind::pinned) return;
    auto metadata = read_safetensors_metadata(moment.path);
    if (metadata["precision"] == "bf16") {
        rename_file(moment.path, path_of(run_dir, step, MomentKind::light));
        return;
    }
    write_light_snapshot(run_dir, *open_model(moment.path), metadata["run_id"]);
    remove_file(moment.path);
}

void thin_snapshots(const fs::path& run_dir, std::int64_t budget_bytes) {
    std::vector<KeptSnapshot> kept;
    for (const RunMoment& moment : snapshots_of(run_dir)) {
        kept.push_back({moment.step, moment.bytes, moment.kind == MomentKind::pinned});
    }
    for (const std::int64_t step : snapshots_to_thin(kept, budget_bytes))
        remove_file(path_of(run_dir, step, MomentKind::light));
}

std::int64_t set_aside_snapshots(const fs::path& run_dir, std::int64_t step) {
    const fs::path aside = folder_of(run_dir) / "set-aside";
    std::int64_t moved = 0;
    for (const RunMoment& moment : snapshots_of(run_dir)) {
        if (moment.step <= step) continue;
        fs::create_directories(aside);
        rename_file(moment.path, aside / moment.path.filename());
        ++moved;
    }
    return moved;
}

std::optional<StepOfRun> split_run_step(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return std::nullopt;
    StepOfRun result{std::string(text.substr(0, at)), 0};
    const char* last = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data() + at + 1, last, result.step);
    if (problem != std::errc() || stop != last || result.step < 0) return std::nullopt;
    return result;
}

}  // namespace zscope
