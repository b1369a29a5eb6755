// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "app/commands/commands.h"
#include "app/commands/config_flags.h"
#include "app/commands/progress.h"
#include "core/base/usage_error.h"
#include "core/config/config_json.h"
#include "core/engine/data_opening.h"
#include "core/engine/registry.h"
#include "core/engine/trainer.h"
#include "core/io/checkpoint.h"
#include "core/io/run_folder.h"

namespace zscope::app {

namespace {

struct TrainOptions {
    TrainerStart start;
    bool resume = false;
    bool goes_on() const { return resume || !resume_from.empty(); }
    std::string resume_from, init;
    std::string trace_file;
    std::int64_t trace_steps = 3;
    std::vector<std::string> given;  // configuration fields on the command line
};

// The trainer that Ctrl-C, SIGTERM and a closed terminal stop. Set before the handlers are
// installed.
std::atomic<Trainer*> signalled{nullptr};

void on_signal(int) {
    if (Trainer* trainer = signalled.load(); trainer != nullptr) {
        trainer->request_stop_from_signal();
    }
}

void install_handlers(Trainer& trainer) {
    signalled = &trainer;
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);  // whoever read the progress may end before the run
    struct sigaction before {};
    sigaction(SIGHUP, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);  // else: under nohup
}

// What may differ from the run that is resumed: nothing that decides its numbers, but the rates,
// which may change while a run goes on as well.
bool may_change(const std::string& key) {
    static const std::set<std::string> keys = {
        "lr_g", "lr_d", "cpu_share", "checkpoint_every", "sample_every", "snapshot_budget_mb"};
    return keys.contains(key);
}

// Other images than the run's own are allowed, but hardly ever meant.
void warn_of_other_data(const DataSpec& asked, const std::string& of_run) {
    if (asked.text.empty() || lasting_text(asked) == lasting_text({of_run, ""})) return;
    fmt::print(stderr, "note: this run was trained on {} until now; it goes on with {}\n", of_run,
               asked.text);
}

// A resumed run keeps its configuration; flags that would change its numbers are refused.
void take_config_of_run(TrainOptions& options) {
    TrainConfig of_run;
    if (!options.resume_from.empty()) {
        const Checkpoint checkpoint = read_checkpoint(options.resume_from);
        of_run = checkpoint.config;
        warn_of_other_data(options.start.data, checkpoint.data);
    } else {
        const RunInfo info = read_run_info(options.start.run_dir);
        of_run = info.config;
        warn_of_other_data(options.start.data, info.data);
    }
    TrainConfig asked = of_run;
    copy_fields(options.start.config, options.given, asked);
    for (const std::string& key : options.given) {
        TrainConfig one = of_run;
        copy_fields(options.start.config, {key}, one);
        if (!(one == of_run) && !may_change(key)) {
            fail_usage(
                "{} was {} when this run began and cannot change: leave the flag out, or start "
                "a new run",
                key, config_to_json(of_run)[key].dump());
        }
    }
    options.start.config = asked;
    options.start.resume_keys = options.given;
}

void check_combination(const TrainOptions& options) {
    const int ways = (options.resume ? 1 : 0) + (options.resume_from.empty() ? 0 : 1) +
                     (options.init.empty() ? 0 : 1);
    if (ways > 1) fail_usage("--resume, --resume-from and --init exclude each other");
    if (options.resume && options.start.run_dir.empty()) {
        fail_usage("--resume needs --run DIR: the folder of the run to go on with");
    }
    if (options.trace_file.empty()) return;
    if (options.goes_on())
        fail_usage("--trace records a run from its step 0 on: not a resumed one");
    if (options.start.config.kernels != "reference") {
        fail_usage("--trace needs --kernels reference: numbers that another program can check");
    }
}

const LossSample* newest(const LossFeed& feed) {
    if (!feed.tail.empty()) return &feed.tail.back();
    if (feed.blocks && !feed.blocks->empty()) return &feed.blocks->back()->back();
    return nullptr;
}

bool ended(TrainerState state) {
    return state == TrainerState::idle || state == TrainerState::finished ||
           state == TrainerState::failed;
}

// What the run is, and each file that it cannot use: once, as soon as it is known.
void introduce(const TrainerStatus& status, Progress& progress) {
    progress.line(fmt::format("training on {} into {} ({})", status.data, status.run_dir.string(),
                              status.kernels));
    for (const std::string& file : status.left_out)
        progress.line("left out: " + file);
}

// A resumed run may have reached its last step before.
bool nothing_to_do(const TrainerStatus& status) {
    return status.total_steps > 0 && status.step >= status.total_steps &&
           status.images_per_s <= 0.0;
}

// Follows the trainer until it has ended; the last status.
std::shared_ptr<const TrainerStatus> follow(const Trainer& trainer, Progress& progress) {
    bool introduced = false;
    std::string said;
    while (true) {
        const auto status = trainer.status();
        const auto losses = trainer.losses();
        const bool over = ended(status->state);
        if (over && nothing_to_do(*status)) return status;
        // A short run can be over before it was ever seen running.
        if (!introduced && status->state != TrainerState::preparing && !status->data.empty() &&
            !nothing_to_do(*status)) {
            introduce(*status, progress);
            introduced = true;
        }
        if (status->state == TrainerState::preparing) {
            progress.preparing(status->message, status->progress);
        } else if (status->state == TrainerState::running ||
                   status->state == TrainerState::finished) {
            progress.training(*status, newest(*losses));
        }
        if (introduced && !over && !status->message.empty() && status->message != said) {
            progress.line(said = status->message);
        }
        if (over) return status;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

// The last line: where the run is and how far.
std::string farewell(const TrainerStatus& status) {
    if (status.run_dir.empty()) return "stopped before the first step; nothing was saved";
    std::string what = fmt::format("stopped at step {}", status.step);
    if (status.state == TrainerState::finished) {
        what = status.message;
        if (what.ends_with('.')) what.pop_back();
    }
    return fmt::format("{}: {}", what, status.run_dir.string());
}

int run_train(TrainOptions options) {
    check_combination(options);
    if (options.goes_on()) {
        take_config_of_run(options);
    } else if (options.start.data.text.empty()) {
        options.start.data.text = "model";
    }
    if (const std::string wrong = validate(options.start.config); !wrong.empty()) {
        fail_usage("{}", wrong);
    }
    options.start.resume = options.resume;
    if (!options.resume_from.empty()) options.start.resume_from = options.resume_from;
    options.start.init_model = options.init;

    ModelRegistry registry;
    TrainerOptions trainer_options;
    trainer_options.trace_file = options.trace_file;
    trainer_options.trace_steps = options.trace_file.empty() ? 0 : options.trace_steps;
    Trainer trainer(registry, std::move(trainer_options));
    install_handlers(trainer);
    Progress progress;
    // wait: the state before the first command is idle too, but has no message
    if (!trainer.send(std::move(options.start))) fail("the trainer takes no commands");
    while (trainer.status()->state == TrainerState::idle && trainer.status()->message.empty()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    const auto status = follow(trainer, progress);
    signalled = nullptr;
    if (status->state == TrainerState::failed) fail("{}", status->message);
    progress.line(farewell(*status));
    return 0;
}

void add_flags(CLI::App& command, TrainOptions& options) {
    command
        .add_option(
            "--data", options.start.data.text,
            "A folder of images, an LSUN LMDB, CIFAR's binary version, SVHN's .mat, MNIST's IDX "
            "files, CelebA's folder, WebDataset tar files, 'world:faces' or 'world:rooms' (see "
            "'zscope world'; with ',count=50000,seed=2,hat~man=0.8' and the like), 'model' (20,000 "
            "images drawn from the default model, once), or 'model:MODEL'. At another size than "
            "the model's these are its own images, resized. A resumed run goes on with the images "
            "that it had.")
        ->default_str("model");
    command
        .add_option("--exclude", options.start.data.exclude,
                    "A list of images to leave out, one name a line, as zscope data scan "
                    "--exclude-out writes it.")
        ->check(CLI::ExistingFile);
    command.add_option("--run", options.start.run_dir,
                       "Run folder; left out: a new one by date. One that is not empty needs "
                       "--resume.");
    command
        .add_option("--steps", options.start.total_steps,
                    "Total steps to reach, also when resuming; 0: until Ctrl-C.")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 40));
    command.add_flag("--resume", options.resume,
                     "Go on from the newest valid checkpoint of --run.");
    command.add_option("--resume-from", options.resume_from, "Go on from this checkpoint.")
        ->check(CLI::ExistingFile);
    command.add_option("--init", options.init, "Start from this model's G and D (at step 0).");
    command.add_option("--trace", options.trace_file,
                       "Record what another program needs to check each step: FILE.safetensors.");
    command.add_option("--trace-steps", options.trace_steps, "Steps to record, from step 0.")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    add_config_flags(command, options.start.config);
}

}  // namespace

void add_train(CLI::App& app, Run& run) {
    auto options = std::make_shared<TrainOptions>();
    CLI::App* command = app.add_subcommand("train", "Train a DCGAN without a window.");
    add_flags(*command, *options);
    command->footer(
        "Examples:\n"
        "  zscope train --data photos/ --run runs/first --steps 5000\n"
        "  zscope train --run runs/first --resume --steps 10000\n"
        "Ctrl-C saves and ends; --resume goes on.");
    command->callback([options, command, &run] {
        options->given = given_fields(*command);
        run = [options] { return run_train(*options); };
    });
}

}  // namespace zscope::app
