// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/commands/surgery.h"
#include "core/engine/surgery/bring_back.h"

namespace zscope::app {

// `zscope ablate --bring-back`: a search for z that show the thing all the same.
struct BackOptions {
    bool on = false;
    BringBackOptions search;
    std::filesystem::path sheets;  // stem of PNGs; empty: none

    void add_to(CLI::App& command);
};

// Three generators are attacked: whole, with the edits in its weights, and with as many other units
// as active baked in instead. A thing counts as back where the second oracle of the world sees it,
// which nothing was maximised for. Prints the table and what follows from it.
int run_bring_back(const ModelArgument& model, const ThingArgument& thing,
                   const std::vector<Edit>& edits, const BackOptions& options);

}  // namespace zscope::app
