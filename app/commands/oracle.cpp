// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/commands/commands.h"
#include "app/commands/oracle_report.h"
#include "app/commands/progress.h"
#include "core/engine/oracle.h"

namespace zscope::app {

namespace {

int run_train(OracleTraining training, const std::filesystem::path& out) {
    Progress progress;
    train_oracle(training, out, {}, [&](const OracleProgress& now) {
        progress.preparing(now.step == 0 ? fmt::format("Drawing {} images", training.images)
                                         : fmt::format("Training the oracle of {}: loss {:.4f}",
                                                       training.world, now.loss),
                           now.share);
    });
    fmt::print("an oracle of {} -> {}\n", training.world, out.string());
    return 0;
}

void add_oracle_train(CLI::App& parent, Run& run) {
    auto training = std::make_shared<OracleTraining>();
    auto out = std::make_shared<std::filesystem::path>();
    CLI::App* command =
        parent.add_subcommand("train", "Train an oracle on a world's images and labels.");
    command->add_option("WORLD", training->world, "faces or rooms.")->required();
    command->add_option("--out", *out, "Where to write it (.safetensors).")->required();
    command->add_option("--seed", training->seed, "Of its weights, images and their order.")
        ->check(CLI::Range(1, 900))
        ->capture_default_str();
    command->add_option("--images", training->images, "Drawn once and held in memory.")
        ->check(CLI::Range(64, 10000000))
        ->capture_default_str();
    command->add_option("--steps", training->steps, "Training steps.")
        ->check(CLI::Range(1, 10000000))
        ->capture_default_str();
    command->add_option("--batch", training->batch, "Images per step.")
        ->check(CLI::Range(2, 4096))
        ->capture_default_str();
    command->add_option("--threads", training->threads, "0: one per core.")
        ->check(CLI::Range(0, 1024));
    command->callback(
        [training, out, &run] { run = [training, out] { return run_train(*training, *out); }; });
}

struct CheckCommand {
    std::string oracle;
    std::int64_t count = 10000;
    std::uint64_t seed = 3000;
    bool spoilt = false;
};

void add_oracle_check(CLI::App& parent, Run& run) {
    auto options = std::make_shared<CheckCommand>();
    CLI::App* command = parent.add_subcommand(
        "check", "Compare an oracle's answers with the truth, on fresh images of its world.");
    command->add_option("ORACLE", options->oracle, "A world, for the one that ships, or a file.")
        ->required();
    command->add_option("--count", options->count, "Images.")
        ->check(CLI::Range(1, 10000000))
        ->capture_default_str();
    command
        ->add_option("--seed", options->seed,
                     "Of the images; oracles learn from 1001 … 1900 and 2001 … 2900.")
        ->capture_default_str();
    command->add_flag("--spoilt", options->spoilt,
                      "With blur, noise and checkerboard, as generators make them.");
    command->callback([options, &run] {
        run = [options] {
            Oracle oracle = open_oracle(options->oracle, false);
            print_check(check_oracle(oracle, options->count, options->seed, options->spoilt));
            return 0;
        };
    });
}

void add_oracle_judge(CLI::App& parent, Run& run) {
    auto options = std::make_shared<JudgeOptions>();
    CLI::App* command = parent.add_subcommand(
        "judge",
        "Say what a model draws: the share of its samples that show each attribute, and "
        "their distance to the world's own images.");
    options->model.add_to(*command);
    command->add_option("--oracle", options->oracle, "A world, for the one that ships, or a file.")
        ->capture_default_str();
    command->add_flag("--check", options->check, "By the second oracle, kept for checking only.");
    command->add_option("--count", options->count, "Samples, and as many images of the world.")
        ->check(CLI::Range(2, 1000000))
        ->capture_default_str();
    command->add_option("--seed", options->seed, "Of the samples.")->check(seed_check());
    command->add_option("--labels", options->labels, "Write the answers for each sample (.csv).");
    command->footer("Example:\n  zscope oracle judge runs/faces --oracle faces --count 10000");
    command->callback([options, &run] { run = [options] { return run_judge(*options); }; });
}

}  // namespace

void add_oracle(CLI::App& app, Run& run) {
    CLI::App* command = app.add_subcommand(
        "oracle", "Small networks that say what an image of a world shows, and how surely.");
    command->require_subcommand(1);
    add_oracle_train(*command, run);
    add_oracle_check(*command, run);
    add_oracle_judge(*command, run);
}

}  // namespace zscope::app
