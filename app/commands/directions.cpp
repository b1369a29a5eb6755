// SPDX-License-Identifier: MIT
#include "app/commands/directions.h"

#include <memory>

#include "app/commands/commands.h"

namespace zscope::app {

namespace {

constexpr const char* kWorldHelp = "A world, for the oracle that ships, or an oracle's file.";

// --data instead of --world.
void add_labels(CLI::App& command, LabelOptions& labels, CLI::Option* world) {
    CLI::Option* data =
        command
            .add_option("--data", labels.data.text,
                        "Instead of an oracle: labelled images, as `zscope train --data` takes "
                        "them. A classifier of images learns each label from half of them and is "
                        "checked on the other half; needs a model with a D.")
            ->excludes(world);
    command.add_option("--labels", labels.column, "Only this column of their labels.")->needs(data);
    command.add_option("--data-count", labels.count, "The first so many of those images; 0: all.")
        ->needs(data)
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{100'000}))
        ->capture_default_str();
}

void add_search(CLI::App& command, DirectionSearch& search) {
    command.add_option("--samples", search.samples, "Images to look at.")
        ->check(CLI::Range(10, 10000000))
        ->capture_default_str();
    command.add_option("--seed", search.seed, "Of their z.")->check(seed_check());
}

void add_file(CLI::App& command, std::filesystem::path& directions) {
    command.add_option("DIRECTIONS", directions, "A file that `find` wrote.")
        ->required()
        ->check(CLI::ExistingFile);
}

void add_find(CLI::App& parent, Run& run) {
    auto options = std::make_shared<FindCommand>();
    CLI::App* command = parent.add_subcommand(
        "find",
        "Find directions in z: one for each attribute that an oracle sees, or the "
        "network's own.");
    options->model.add_to(*command);
    add_labels(*command, options->labels,
               command->add_option("--world", options->world, kWorldHelp));
    command->add_option("--out", options->out, "Where to write them (.json), all in one file.")
        ->required();
    command
        ->add_option("--method", options->method,
                     "logistic or difference (mean z of yes - mean z of no) of the oracle's "
                     "answers, angles always by regression; sefa (of the first layer's weights) or "
                     "pca (of the map from z to a block's features), which know no attributes.")
        ->check(CLI::IsMember({"logistic", "difference", "sefa", "pca"}))
        ->capture_default_str();
    command->add_option("--attribute", options->search.attributes, "Only these; left out: all.");
    add_search(*command, options->search);
    command->add_flag("--orthogonal", options->search.orthogonal,
                      "Each with what it shares with all others taken out.");
    command->add_option("--count", options->search.count, "sefa, pca: how many directions.")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    command->add_option("--block", options->search.block, "pca: features after this block.")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command->footer(
        "Examples:\n"
        "  zscope directions find faces --world faces --out faces.json\n"
        "  zscope directions find runs/mine --data celeba/ --labels Smiling --out smile.json\n"
        "  zscope directions find default --method sefa --count 5 --out sefa.json");
    command->callback([options, &run] { run = [options] { return run_find(*options); }; });
}

void add_score(CLI::App& parent, Run& run) {
    auto options = std::make_shared<ScoreCommand>();
    CLI::App* command = parent.add_subcommand(
        "score",
        "Measure what directions change, beside random directions of the same length, "
        "with 95 % intervals.");
    options->model.add_to(*command);
    add_file(*command, options->directions);
    add_labels(*command, options->labels,
               command->add_option("--world", options->world, kWorldHelp)->capture_default_str());
    command->add_option("--only", options->only, "Directions of these names; left out: all.");
    command
        ->add_option("--strength", options->options.strengths,
                     "How far z is moved, in standard deviations of random z along a direction; "
                     "several are tried in turn.")
        ->check(CLI::Range(0.01, 100.0))
        ->capture_default_str();
    command->add_option("--count", options->options.count, "Images that each is tried on.")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command->add_flag("--removal", options->options.removal,
                      "Move backwards, where the attribute surely is: does it go?");
    command->add_flag("--orthogonal", options->orthogonal,
                      "Beside each, what is left with all others of the file taken out.");
    command->add_option("--seed", options->options.seed, "Of z; not the one that find used.")
        ->check(seed_check());
    command->add_flag("--json", options->json, "For programs.");
    command->footer(
        "Example:\n  zscope directions score faces faces.json --strength 2 3 --orthogonal");
    command->callback([options, &run] { run = [options] { return run_score(*options); }; });
}

void add_drift(CLI::App& parent, Run& run) {
    auto options = std::make_shared<DriftCommand>();
    CLI::App* command = parent.add_subcommand(
        "drift", "Say what became of directions on another model or a later checkpoint.");
    options->model.add_to(*command);
    add_file(*command, options->directions);
    command->add_option("--world", options->world, kWorldHelp)->capture_default_str();
    add_search(*command, options->search);
    command->footer("Example:\n  zscope directions drift runs/faces faces.json --world faces");
    command->callback([options, &run] { run = [options] { return run_drift(*options); }; });
}

void add_arithmetic_test(CLI::App& parent, Run& run) {
    auto options = std::make_shared<ArithmeticCommand>();
    CLI::App* command = parent.add_subcommand(
        "arithmetic-test",
        "Try vector arithmetic many times: mean(smiling women) - mean(neutral women) + "
        "mean(neutral men), with one exemplar per term too, and a random step as control.");
    options->model.add_to(*command);
    command->add_option("--world", options->world, kWorldHelp)->capture_default_str();
    command->add_option("--attribute", options->wanted, "What is carried over.")
        ->capture_default_str();
    command
        ->add_option("--carrier", options->carrier,
                     "What the third term has and the first two lack.")
        ->capture_default_str();
    command->add_option("--without", options->without, "Attributes that all exemplars lack.");
    command->add_option("--exemplars", options->exemplars, "Samples per term.")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--draws", options->draws, "How often.")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command->add_option("--samples", options->samples, "Samples to pick exemplars from.")
        ->check(CLI::Range(10, 10000000))
        ->capture_default_str();
    command->add_option("--seed", options->seed, "Of samples and draws.")->check(seed_check());
    command->add_flag("--json", options->json, "For programs.");
    command->footer(
        "Example:\n"
        "  zscope directions arithmetic-test faces --attribute glasses --without sunglasses");
    command->callback(
        [options, &run] { run = [options] { return run_arithmetic_test(*options); }; });
}

}  // namespace

void add_directions(CLI::App& app, Run& run) {
    CLI::App* command = app.add_subcommand(
        "directions", "Ways through z that change one thing: find them, and measure them.");
    command->require_subcommand(1);
    add_find(*command, run);
    add_directions_tick(*command, run);
    add_score(*command, run);
    add_drift(*command, run);
    add_arithmetic_test(*command, run);
}

}  // namespace zscope::app
