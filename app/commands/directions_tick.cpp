// SPDX-License-Identifier: MIT
// `zscope directions tick`: what the Tick panel does, without a window.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "app/commands/commands.h"
#include "app/commands/directions.h"
#include "app/commands/latent_argument.h"
#include "app/commands/progress.h"
#include "core/base/error.h"
#include "core/base/usage_error.h"
#include "core/engine/direction_score.h"
#include "core/engine/tick_judge.h"
#include "core/io/directions_file.h"
#include "core/latent/direction_fit.h"
#include "core/latent/direction_report.h"
#include "core/latent/few_examples.h"

namespace zscope::app {

namespace {

struct TickCommand {
    ModelArgument model;
    std::string name;
    std::vector<std::string> yes, no;
    std::string method = "logistic";
    std::filesystem::path out;
    bool score = false;
    ScoreOptions options;
};

std::vector<float> rows_of(const std::vector<std::string>& sources, const ModelSnapshot& model) {
    std::vector<float> rows;
    for (const std::string& text : sources) {
        const std::vector<float> z = latent_of(parse_latent_source(text).source, model);
        rows.insert(rows.end(), z.begin(), z.end());
    }
    return rows;
}

Direction ticked(const TickCommand& command, const ModelSnapshot& model,
                 const std::vector<float>& yes, const std::vector<float>& no) {
    std::vector<float> rows = yes;
    rows.insert(rows.end(), no.begin(), no.end());
    std::vector<Answer> answers(command.yes.size(), Answer::yes);
    answers.resize(command.yes.size() + command.no.size(), Answer::no);
    const bool logistic = command.method == "logistic";
    const auto nz = static_cast<std::size_t>(model.generator.nz);
    const std::vector<double> vector =
        logistic ? logistic_of_few(rows, nz, answers, 1.0).weights : mean_difference(rows, answers);
    Direction direction;
    direction.name = command.name;
    direction.method = logistic ? DirectionMethod::logistic : DirectionMethod::difference;
    direction.vector = unit_vector(vector, "the direction of the ticks");
    direction.model_id = shown_id(model, command.model.which());
    direction.prior = model.prior;
    direction.figures.samples = std::ssize(answers);
    direction.figures.yes = std::ssize(command.yes);
    direction.figures.no = std::ssize(command.no);
    return direction;
}

void print_score(const TickCommand& command, Sampler& sampler, Direction direction,
                 const TickJudge& judge) {
    direction.attribute = command.name;
    std::vector<DirectionScore> scores;
    {
        Progress progress;
        const std::vector<Direction> one{direction};
        scores = score_directions(
            sampler, judge.judge, one, command.options, {},
            [&](double share) { progress.preparing("Moving and looking", share); });
    }
    fmt::print("{}", score_table(scores));
}

int run_tick(const TickCommand& command) {
    if (command.name.empty()) fail_usage("--name \"\": say what the first have: --name glasses");
    Sampler sampler(command.model.open(), command.model.which());
    const ModelSnapshot& model = sampler.model();
    const std::vector<float> yes = rows_of(command.yes, model), no = rows_of(command.no, model);
    const Direction direction = ticked(command, model, yes, no);
    const std::vector<Direction> one{direction};
    write_directions(command.out, one);
    fmt::print("{} of {} ticks with and {} without -> {}\n", command.name, command.yes.size(),
               command.no.size(), command.out.string());
    const TickJudge judge = learn_ticks(sampler, command.name, yes, no);
    fmt::print("{}\n", words_of(judge.report, command.name));
    if (!judge.report.features.empty()) fmt::print("It looks at {}.\n", judge.report.features);
    if (command.score && judge.report.usable) print_score(command, sampler, direction, judge);
    return command.score && !judge.report.usable ? 1 : 0;
}

}  // namespace

void add_directions_tick(CLI::App& parent, Run& run) {
    auto options = std::make_shared<TickCommand>();
    CLI::App* command = parent.add_subcommand(
        "tick", "A direction from samples that a person ticked: these have it, those have it not.");
    options->model.add_to(*command);
    command->add_option("--name", options->name, "What the first have: glasses.")->required();
    command->add_option("--yes", options->yes, kLatentHelp)->required();
    command->add_option("--no", options->no, "The same, of those without it.")->required();
    command->add_option("--method", options->method, "logistic or difference.")
        ->check(CLI::IsMember({"logistic", "difference"}))
        ->capture_default_str();
    command->add_option("--out", options->out, "Where to write it (.json).")->required();
    command->add_flag(
        "--score", options->score,
        "Measure it by a classifier of the images that learns half of the ticks and is "
        "checked on the other half; exit status 1 if that is not good enough to judge.");
    command
        ->add_option("--strength", options->options.strengths,
                     "How far z is moved, in standard deviations; several in turn.")
        ->check(CLI::Range(0.01, 100.0))
        ->capture_default_str();
    command->footer(
        "Example:\n  zscope directions tick default --name glasses --yes 1:6 1:9 --no 1:0 1:1 "
        "--out glasses.json");
    command->callback([options, &run] { run = [options] { return run_tick(*options); }; });
}

}  // namespace zscope::app
