// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "app/commands/commands.h"
#include "app/commands/model_argument.h"
#include "core/engine/direction_find.h"
#include "core/engine/direction_score.h"
#include "core/engine/label_judge.h"

namespace zscope::app {

struct FindCommand {
    ModelArgument model;
    std::string world;    // or an oracle's file; none needed for sefa and pca
    LabelOptions labels;  // instead of an oracle: of a data set
    std::string method = "logistic";
    DirectionSearch search;
    std::filesystem::path out;
};
int run_find(FindCommand command);

struct ScoreCommand {
    ModelArgument model;
    std::filesystem::path directions;
    std::string world = "faces";
    LabelOptions labels;
    std::vector<std::string> only;  // names; empty: all
    ScoreOptions options;
    bool orthogonal = false;
    bool json = false;
};
int run_score(const ScoreCommand& command);

struct DriftCommand {
    ModelArgument model;
    std::filesystem::path directions;
    std::string world = "faces";
    DirectionSearch search;
};
int run_drift(const DriftCommand& command);

struct ArithmeticCommand {
    ModelArgument model;
    std::string world = "faces";
    std::string wanted = "smile";
    std::string carrier = "man";
    std::vector<std::string> without;
    int exemplars = 3;
    int draws = 200;
    std::int64_t samples = 10000;
    std::uint64_t seed = 1;
    bool json = false;
};
int run_arithmetic_test(const ArithmeticCommand& command);

// In directions_tick.cpp.
void add_directions_tick(CLI::App& parent, Run& run);

}  // namespace zscope::app
