// SPDX-License-Identifier: MIT
#include "core/engine/detail/run_preparation.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/config/config_json.h"
#include "core/engine/data_opening.h"
#include "core/engine/detail/train_step.h"
#include "core/io/data/held_out.h"
#include "core/io/model_file.h"
#include "core/io/run_snapshots.h"

namespace zscope::detail {

namespace {

namespace fs = std::filesystem;

void require_usable(const TrainConfig& config) {
    if (const std::string problem = validate(config); !problem.empty()) throw Error(problem);
}

// The checkpoint that a resume starts from; notes say what was passed over.
fs::path find_checkpoint(const TrainerStart& start, std::vector<std::string>& notes) {
    if (start.resume_from) return *start.resume_from;
    std::vector<std::string> skipped;
    const auto newest = newest_valid_checkpoint(start.run_dir, &skipped);
    for (const std::string& reason : skipped)
        notes.push_back("Passed over: " + reason);
    if (!newest) {
        fail("{} has no checkpoint that can be read: there is nothing to resume, start it anew",
             start.run_dir.string());
    }
    return *newest;
}

// The run's own configuration, with those fields that the person set anew. What the weights, the
// order of the images or Adam's past depend on cannot change within a run.
TrainConfig resumed_config(const TrainConfig& run, const TrainerStart& start) {
    nlohmann::json merged = config_to_json(run);
    const nlohmann::json wanted = config_to_json(start.config);
    for (const std::string& key : start.resume_keys) {
        static constexpr std::string_view kFree[] = {"lr_g",
                                                     "lr_d",
                                                     "cpu_share",
                                                     "threads",
                                                     "precision",
                                                     "kernels",
                                                     "checkpoint_every",
                                                     "sample_every",
                                                     "snapshot_budget_mb"};
        if (!wanted.contains(key)) fail("there is no parameter {}", key);
        if (std::find(std::begin(kFree), std::end(kFree), key) == std::end(kFree) &&
            wanted.at(key) != merged.at(key)) {
            fail(
                "{} is {} in this run and cannot change on a resume: leave it out, or start a new "
                "run",
                key, merged.at(key).dump());
        }
        merged[key] = wanted.at(key);
    }
    return config_from_json(merged, "the resumed run").config;
}

bool set_anew(const TrainerStart& start, std::string_view key) {
    return std::find(start.resume_keys.begin(), start.resume_keys.end(), key) !=
           start.resume_keys.end();
}

// Rolled back: checkpoints and snapshots after the step would look newer than what is trained from
// here on.
void set_aside_newer(const fs::path& run_dir, std::int64_t step, std::vector<std::string>& notes) {
    std::int64_t moved = 0;
    for (const fs::path& path : list_checkpoints(run_dir)) {
        if (path.filename().string() <= checkpoint_file_name(step)) continue;
        fs::create_directories(path.parent_path() / "set-aside");
        fs::rename(path, path.parent_path() / "set-aside" / path.filename());
        ++moved;
    }
    if (moved > 0) {
        notes.push_back(fmt::format("{} later checkpoints were moved to {}.", moved,
                                    (run_dir / "checkpoints" / "set-aside").string()));
    }
    const std::int64_t snapshots = set_aside_snapshots(run_dir, step);
    if (snapshots > 0) {
        notes.push_back(fmt::format("{} later snapshots were moved to {}.", snapshots,
                                    (run_dir / "snapshots" / "set-aside").string()));
    }
}

// State and configuration of a run that starts at step 0: from noise or from a model.
TrainingState new_state(const TrainerStart& start, RunFacts& facts) {
    if (start.init_model.empty()) {
        require_usable(start.config);
        return TrainingState::initialised(start.config);
    }
    const SnapshotPointer model = open_model(resolve_model(start.init_model));
    const TrainConfig config = adopt_shape(start.config, *model);
    require_usable(config);
    facts.provenance = fmt::format("Trained on from {}. {}", model->name, model->provenance);
    facts.notes.push_back(
        fmt::format("Training goes on from {}: its {} pixels, nz {} and widths "
                    "are used.",
                    model->name, config.size, config.nz));
    if (!model->discriminator) {
        facts.notes.push_back(
            fmt::format("{} came without D: for the first {} steps only a new D is trained.",
                        model->name, config.d_warm_up));
    }
    return TrainingState::from_model(config, *model);
}

OpenedData open_run_data(const DataSpec& data, const TrainConfig& config,
                         const std::stop_token& stop, const PrepareProgress& progress,
                         RunFacts& facts) {
    progress(0.0, "Opening the images");
    OpenedData opened = open_data(data, config, stop, progress);
    if (stop.stop_requested()) fail("stopped before the first step");
    ZSCOPE_CHECK(
        opened.source->size() == config.size && opened.source->channels() == config.channels,
        "{} pixels, {} channels", opened.source->size(), opened.source->channels());
    facts.data_description = opened.source->description();
    if (config.hold_out > 0) {
        facts.notes.push_back(fmt::format("{} of {} images are held out from training.",
                                          config.hold_out, opened.source->count()));
        opened.source = training_part(std::move(opened.source), config.hold_out, config.seed);
    }
    facts.image_count = opened.source->count();
    facts.left_out = std::move(opened.left_out);
    facts.gone_bad = opened.gone_bad;
    return opened;
}

void set_provenance(RunFacts& facts) {
    const std::string own =
        fmt::format("Trained by zscope {} on {}.", ZSCOPE_VERSION, facts.data_description);
    facts.provenance = facts.provenance.empty() ? own : own + " " + facts.provenance;
}

void check_trace(const TrainerOptions& options, const TrainConfig& config) {
    if (options.trace_file.empty()) return;
    if (config.kernels != "reference") fail("--trace needs --kernels reference");
    if (options.trace_steps < 1) fail("--trace needs --trace-steps, at least 1");
}

// A new run in a new folder; `state` may stand at a later step (branched from a checkpoint).
PreparedRun prepare_new(const TrainerStart& start, TrainingState state, RunFacts facts,
                        const std::stop_token& stop, const PrepareProgress& progress) {
    const Arithmetic arithmetic = choose_arithmetic(state.config, state.g.architecture(),
                                                    state.d.architecture(), {stop, progress});
    set_up_compute_thread(arithmetic);
    // Asked again by RunFolder::create; here, before minutes are spent on the images.
    if (!start.run_dir.empty()) check_is_new(start.run_dir);
    OpenedData opened = open_run_data(start.data, state.config, stop, progress, facts);
    set_provenance(facts);
    facts.kernels = arithmetic.description();
    if (!arithmetic.note.empty()) facts.notes.push_back(arithmetic.note);
    RunInfo info;
    info.data = lasting_text(start.data);
    info.exclude = lasting_list(start.data);
    info.config = state.config;
    info.kernels = kernels_to_json(arithmetic);
    RunFolder folder = RunFolder::create(start.run_dir, info);
    facts.info = folder.info();
    facts.run_dir = folder.path();
    return {std::move(state),
            arithmetic,
            std::move(facts),
            std::move(folder),
            std::move(opened.source),
            {},
            {},
            0};
}

PreparedRun prepare_resumed(const TrainerStart& start, const fs::path& run_dir, RunFacts facts,
                            const std::stop_token& stop, const PrepareProgress& progress) {
    RunFolder folder = RunFolder::resume(run_dir);
    TrainerStart in_run = start;
    in_run.run_dir = run_dir;
    const fs::path path = find_checkpoint(in_run, facts.notes);
    const Checkpoint checkpoint = read_checkpoint(path);
    if (checkpoint.run_id != folder.info().run_id) {
        fail("{} belongs to another run than {}", path.string(), run_dir.string());
    }
    TrainingState state = TrainingState::from_checkpoint(checkpoint);
    state.config = resumed_config(checkpoint.config, start);
    RunInfo info = folder.info();
    TrainConfig asked = state.config;
    if (!set_anew(start, "threads")) asked.threads = 0;  // then the table's count holds
    ResumedArithmetic resumed{{}, false};
    if (set_anew(start, "kernels") || set_anew(start, "precision")) {
        resumed.arithmetic = choose_arithmetic(state.config, state.g.architecture(),
                                               state.d.architecture(), {stop, progress});
        info.kernels = kernels_to_json(resumed.arithmetic);
    } else {
        resumed = kernels_from_json(info.kernels, asked);
    }
    if (info.kernels.value("threads", 0) != resumed.arithmetic.threads) {
        resumed.exact = false;
        info.kernels["threads"] = resumed.arithmetic.threads;
    }
    if (!resumed.exact) info.kernels["not_exact_from"].push_back(state.step);
    set_up_compute_thread(resumed.arithmetic);
    DataSpec data = start.data;
    if (data.text.empty()) {
        data.text = info.data;
        if (data.exclude.empty()) data.exclude = info.exclude;
    }
    OpenedData opened = open_run_data(data, state.config, stop, progress, facts);
    set_provenance(facts);
    facts.kernels = resumed.arithmetic.description();
    if (!resumed.arithmetic.note.empty()) facts.notes.push_back(resumed.arithmetic.note);
    info.config = state.config;
    info.data = lasting_text(data);
    info.exclude = lasting_list(data);
    folder.update_info(info);
    set_aside_newer(run_dir, state.step, facts.notes);
    facts.info = info;
    facts.run_dir = folder.path();
    facts.resumed = true;
    std::vector<LossSample> history = read_metrics(run_dir);
    std::erase_if(history, [&](const LossSample& s) { return s.step > state.step; });
    return {std::move(state),
            resumed.arithmetic,
            std::move(facts),
            std::move(folder),
            std::move(opened.source),
            std::move(history),
            {},
            0};
}

}  // namespace

PreparedRun prepare_run(const TrainerStart& start, const TrainerOptions& options,
                        const std::stop_token& stop, const PrepareProgress& progress) {
    RunFacts facts;
    const bool resumes = start.resume || start.resume_from.has_value();
    if (resumes && !options.trace_file.empty()) fail("--trace records a run from its step 0 only");
    if (resumes && !start.init_model.empty()) fail("--init starts a new run: leave --resume out");
    fs::path run_dir = start.run_dir;
    if (run_dir.empty() && start.resume_from) run_dir = run_of_checkpoint(*start.resume_from);
    if (resumes && is_run(run_dir)) return prepare_resumed(start, run_dir, facts, stop, progress);
    if (start.resume) fail("{} is not a run folder: it has no run.json", run_dir.string());
    if (start.resume_from) {  // a new run that branches off
        const Checkpoint checkpoint = read_checkpoint(*start.resume_from);
        TrainingState state = TrainingState::from_checkpoint(checkpoint);
        state.config = resumed_config(checkpoint.config, start);
        facts.provenance =
            fmt::format("Branched off step {} of run {}.", checkpoint.step, checkpoint.run_id);
        TrainerStart branch = start;
        if (branch.data.text.empty()) {
            branch.data.text = checkpoint.data;
            if (branch.data.exclude.empty()) branch.data.exclude = checkpoint.exclude;
        }
        return prepare_new(branch, std::move(state), facts, stop, progress);
    }
    TrainingState state = new_state(start, facts);
    check_trace(options, state.config);
    PreparedRun run = prepare_new(start, std::move(state), std::move(facts), stop, progress);
    run.trace_file = options.trace_file;
    run.trace_steps = options.trace_steps;
    return run;
}

}  // namespace zscope::detail
