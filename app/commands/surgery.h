// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/commands/model_argument.h"
#include "core/engine/surgery/edit_trial.h"
#include "core/engine/surgery/thing.h"
#include "core/engine/surgery/unit_samples.h"

namespace zscope::app {

// What `dissect` and `ablate` look for: a thing of a world, or ticked or boxed samples.
struct ThingArgument {
    std::string world, concept_key;  // or an oracle's file
    std::string name;                // of what is ticked or boxed
    std::vector<std::string> yes, no, boxes;

    void add_to(CLI::App& command);
    bool given() const { return !concept_key.empty() || !yes.empty() || !boxes.empty(); }
    std::string called() const { return concept_key.empty() ? name : concept_key; }
};

std::unique_ptr<Seer> open_thing(const ThingArgument& argument, Sampler& sampler);
// The file of the oracle that --world and the model's provenance name.
std::filesystem::path oracle_file(const ThingArgument& argument, const ModelSnapshot& model);

// "7:3@10,12,30,28": a box in a sample's image, in pixels: left, top, right, bottom; the last two
// are not in it. Boxes of one sample are one region.
MarkedImages marked_images(const std::vector<std::string>& boxes, const ModelSnapshot& model);
// z (N, inputs) of latents as the command line names them.
std::vector<float> rows_of(const std::vector<std::string>& sources, const ModelSnapshot& model);

}  // namespace zscope::app
