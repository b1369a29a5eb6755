// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

#include <functional>

namespace zscope::app {

// A subcommand adds itself and its flags to the parser and, when it was chosen, sets `run`: the
// function that does the work and returns the exit code. It may throw zscope::Error.
using Run = std::function<int()>;
using AddCommand = void (*)(CLI::App& app, Run& run);

void add_train(CLI::App& app, Run& run);
void add_sample(CLI::App& app, Run& run);
void add_interpolate(CLI::App& app, Run& run);
void add_arithmetic(CLI::App& app, Run& run);
void add_walk(CLI::App& app, Run& run);
void add_path(CLI::App& app, Run& run);
void add_sheet(CLI::App& app, Run& run);
void add_recipe(CLI::App& app, Run& run);
void add_replay(CLI::App& app, Run& run);
void add_info(CLI::App& app, Run& run);
void add_import(CLI::App& app, Run& run);
void add_export(CLI::App& app, Run& run);
void add_screenshot(CLI::App& app, Run& run);
void add_world(CLI::App& app, Run& run);
void add_oracle(CLI::App& app, Run& run);
void add_memorised(CLI::App& app, Run& run);
void add_invert(CLI::App& app, Run& run);
void add_directions(CLI::App& app, Run& run);
void add_dissect(CLI::App& app, Run& run);
void add_ablate(CLI::App& app, Run& run);
void add_features(CLI::App& app, Run& run);
void add_data(CLI::App& app, Run& run);
void add_data_scan(CLI::App& data, Run& run);  // `data scan`, of add_data()
void add_bench(CLI::App& app, Run& run);
void add_data_bench(CLI::App& bench, Run& run);  // `bench data`, of add_bench()
void add_doctor(CLI::App& app, Run& run);

// THE list, in the order of the help text.
inline constexpr AddCommand kCommands[] = {
    add_train,  add_sample, add_interpolate, add_arithmetic, add_walk,       add_path,
    add_sheet,  add_invert, add_directions,  add_dissect,    add_ablate,     add_features,
    add_recipe, add_replay, add_info,        add_import,     add_export,     add_data,
    add_world,  add_oracle, add_memorised,   add_bench,      add_screenshot, add_doctor,
};

}  // namespace zscope::app
