// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "app/commands/directions.h"
#include "app/commands/oracle_report.h"
#include "app/commands/progress.h"
#include "core/base/error.h"
#include "core/base/usage_error.h"
#include "core/io/directions_file.h"
#include "core/latent/direction_report.h"
#include "core/worlds/world.h"

namespace zscope::app {

namespace {

// docs/oracle-faces.md has the comparison with a person's eye.
constexpr const char* kFacesCaution =
    "On generated images the oracle of faces can be trusted with hat, hair, glasses and "
    "sunglasses;\n"
    "of smile, mouth_open, beard and man it says yes where a person sees nothing.\n";

void caution(const Judge& judge) {
    if (judge.world == "faces") fmt::print("\n{}", kFacesCaution);
}

DirectionMethod method_of(const std::string& word) {
    for (const DirectionMethod method : {DirectionMethod::difference, DirectionMethod::logistic,
                                         DirectionMethod::sefa, DirectionMethod::pca}) {
        if (word_of(method) == word) return method;
    }
    fail_usage("--method {}: there are logistic, difference, sefa and pca", word);
}

// Another world's oracle answers, but what it says means nothing.
void warn_of_another_world(const ModelSnapshot& model, const std::string& asked) {
    const World* world = world_trained_on(model.provenance);
    if (world == nullptr || asked.empty() || world->name() == asked) return;
    fmt::print(
        stderr,
        "note: {} was trained on the world {}: the oracle of {} has never seen such images, and "
        "what it says of them means nothing; use --world {}\n",
        model.name, world->name(), asked, world->name());
}

// A judge of the labels of a data set; what it leaves out goes to stderr.
LabelJudge learned(Sampler& sampler, const SnapshotPointer& model, const LabelOptions& options) {
    LabelJudge labels;
    {
        Progress progress;
        labels = learn_labels(
            sampler, model, options, {},
            [&](double share, const std::string& what) { progress.preparing(what, share); });
    }
    for (const std::string& note : labels.notes)
        fmt::print(stderr, "left out: {}\n", note);
    fmt::print(stderr, "judged by {} of {}\n", labels.features, labels.data);
    return labels;
}

std::string figure_text(const std::optional<double>& figure) {
    return figure ? fmt::format("{:.3f}", *figure) : "-";
}

void print_found(const FoundDirections& found) {
    fmt::print("{:<16} {:<11} {:>7} {:>7} {:>7} {:>8} {:>8} {:>11}\n", "direction", "method", "yes",
               "no", "unsure", "length", "check", "separation");
    for (const Direction& direction : found.directions) {
        const DirectionFigures& of = direction.figures;
        fmt::print("{:<16} {:<11} {:>7} {:>7} {:>7} {:>8.3f} {:>8} {:>11}\n", direction.name,
                   word_of(direction.method), of.yes, of.no, of.unsure, of.length,
                   figure_text(of.check), figure_text(of.separation));
    }
    for (const std::string& note : found.notes)
        fmt::print(stderr, "left out: {}\n", note);
}

std::vector<Direction> chosen(std::vector<Direction> all, const std::vector<std::string>& only,
                              const std::filesystem::path& file) {
    if (only.empty()) return all;
    std::vector<Direction> result;
    for (const std::string& name : only) {
        const auto found = std::find_if(all.begin(), all.end(),
                                        [&](const Direction& d) { return d.name == name; });
        if (found == all.end()) {
            std::vector<std::string> names;
            for (const Direction& direction : all)
                names.push_back(direction.name);
            fail("{}: there is no direction \"{}\" in it; there are {}", file.string(), name,
                 fmt::join(names, ", "));
        }
        result.push_back(*found);
    }
    return result;
}

// Of the file's directions those that are asked for, and behind each, if wanted, what is left of it
// with all others of the file projected out.
std::vector<Direction> to_score(const ScoreCommand& command) {
    const std::vector<Direction> all = read_directions(command.directions);
    std::vector<Direction> directions = chosen(all, command.only, command.directions);
    if (!command.orthogonal) return directions;
    const std::vector<Direction> orthogonal = orthogonalised(all);
    std::vector<Direction> both;
    for (const Direction& direction : directions) {
        both.push_back(direction);
        both.push_back(chosen(orthogonal, {direction.name}, command.directions).front());
    }
    return both;
}

std::string drift_line(const DirectionDrift& drift) {
    return fmt::format("{:<16} {:>8.3f} {:>10} {:>10} {:>10} {:>10}\n", drift.name, drift.cosine,
                       figure_text(drift.was), figure_text(drift.is), figure_text(drift.refitted),
                       drift.refit);
}

}  // namespace

int run_find(FindCommand command) {
    command.search.method = method_of(command.method);
    if (command.out.extension() != ".json")
        fail_usage("--out {}: the name must end in .json", command.out.string());
    const bool answers = needs_answers(command.search.method);
    const bool of_data = !command.labels.data.text.empty();
    if (answers && command.world.empty() && !of_data) {
        fail_usage(
            "--method {} needs --world, whose oracle says what is seen, or --data with labels",
            command.method);
    }
    if (!answers && (command.search.orthogonal || !command.search.attributes.empty())) {
        fail_usage("--method {} knows no attributes: leave --attribute and --orthogonal out",
                   command.method);
    }
    const SnapshotPointer model = command.model.open();
    Sampler sampler(model, command.model.which());
    warn_of_another_world(sampler.model(), command.world);
    FoundDirections found;
    std::optional<LabelJudge> labels;
    if (answers && of_data) labels = learned(sampler, model, command.labels);
    {
        Progress progress;
        const auto done = [&](double share) { progress.preparing("Drawing and looking", share); };
        if (labels) {
            found = find_directions(sampler, command.model.which(), labels->judge, command.search,
                                    {}, done);
        } else if (answers) {
            Oracle oracle = open_oracle(command.world, false);
            found = find_directions(sampler, command.model.which(), oracle_judge(oracle),
                                    command.search, {}, done);
        } else {
            found = find_own_directions(sampler, command.model.which(), command.search, {}, done);
        }
    }
    write_directions(command.out, found.directions);
    print_found(found);
    fmt::print("{} directions of {} -> {}\n", found.directions.size(), sampler.model().name,
               command.out.string());
    return 0;
}

int run_score(const ScoreCommand& command) {
    const std::vector<Direction> directions = to_score(command);
    const SnapshotPointer model = command.model.open();
    Sampler sampler(model, command.model.which());
    const bool of_data = !command.labels.data.text.empty();
    std::optional<LabelJudge> labels;
    std::optional<Oracle> oracle;
    if (of_data) {
        labels = learned(sampler, model, command.labels);
    } else {
        warn_of_another_world(*model, command.world);
        oracle.emplace(open_oracle(command.world, false));
    }
    const Judge judge = of_data ? labels->judge : oracle_judge(*oracle);
    const std::string id = shown_id(sampler.model(), command.model.which());
    if (std::any_of(directions.begin(), directions.end(),
                    [&](const Direction& direction) { return direction.model_id != id; })) {
        fmt::print(stderr,
                   "note: not all of these directions were found on this model; zscope directions "
                   "drift says what became of them\n");
    }
    std::vector<DirectionScore> scores;
    {
        Progress progress;
        scores = score_directions(
            sampler, judge, directions, command.options, {},
            [&](double share) { progress.preparing("Moving and looking", share); });
    }
    if (command.json) {
        fmt::print("{}\n", score_to_json(scores).dump(1));
        return 0;
    }
    fmt::print("{}", score_table(scores));
    caution(judge);
    return 0;
}

int run_drift(const DriftCommand& command) {
    const std::vector<Direction> directions = read_directions(command.directions);
    Sampler sampler(command.model.open(), command.model.which());
    Oracle oracle = open_oracle(command.world, false);
    std::vector<DirectionDrift> drifts;
    {
        Progress progress;
        drifts = direction_drift(
            sampler, command.model.which(), oracle_judge(oracle), directions, command.search, {},
            [&](double share) { progress.preparing("Drawing and looking", share); });
    }
    fmt::print("{:<16} {:>8} {:>10} {:>10} {:>10} {:>10}\n", "direction", "cosine", "was", "is",
               "refitted", "found anew");
    for (const DirectionDrift& drift : drifts)
        fmt::print("{}", drift_line(drift));
    fmt::print(
        "cosine: with what the same method finds on this model. was, is, refitted: how far "
        "apart yes and no\nlie along the direction (of an angle its correlation): on its "
        "own model, here, and of the new one here.\n");
    return 0;
}

int run_arithmetic_test(const ArithmeticCommand& command) {
    Oracle oracle = open_oracle(command.world, false);
    const Judge judge = oracle_judge(oracle);
    ArithmeticPlan plan;
    plan.wanted = judge.attribute(command.wanted);
    plan.carrier = judge.attribute(command.carrier);
    for (const std::string& key : command.without)
        plan.without.push_back(judge.attribute(key));
    if (plan.wanted == plan.carrier || judge.attributes[plan.wanted].degrees ||
        judge.attributes[plan.carrier].degrees) {
        fail_usage("--attribute {} --carrier {}: two different yes/no attributes are needed",
                   command.wanted, command.carrier);
    }
    if (std::any_of(plan.without.begin(), plan.without.end(), [&](std::size_t k) {
            return k == plan.wanted || k == plan.carrier || judge.attributes[k].degrees;
        })) {
        fail_usage("--without: only other yes/no attributes");
    }
    plan.draws = command.draws;
    plan.seed = command.seed;
    Sampler sampler(command.model.open(), command.model.which());
    std::vector<ArithmeticScore> scores;
    {
        Progress progress;
        const JudgedSamples samples =
            judge_samples(sampler, judge, command.seed, command.samples, {},
                          [&](double share) { progress.preparing("Drawing and looking", share); });
        for (const int exemplars : {command.exemplars, 1}) {
            plan.exemplars = exemplars;
            if (scores.empty() || command.exemplars != 1)
                scores.push_back(score_arithmetic(sampler, judge, samples, plan));
        }
    }
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const ArithmeticScore& score : scores) {
        json.push_back(arithmetic_to_json(score));
        if (!command.json) fmt::print("{}\n", arithmetic_table(score));
    }
    if (command.json) {
        fmt::print("{}\n", json.dump(1));
    } else {
        caution(judge);
    }
    return 0;
}

}  // namespace zscope::app
