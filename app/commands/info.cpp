// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands/commands.h"
#include "app/commands/model_argument.h"

namespace zscope::app {

namespace {

struct InfoOptions {
    ModelArgument model;
    bool json = false;
};

nlohmann::ordered_json facts(const ModelSnapshot& model, Weights asked) {
    std::int64_t parameters = model.generator.parameters();
    if (model.discriminator) parameters += model.discriminator->parameters();
    return {
        {"id", shown_id(model, asked)},
        {"format", model.format},
        {"size", model.generator.image_size()},
        {"channels", model.generator.channels},
        {"nz", model.generator.nz},
        {"labels", model.generator.labels},
        {"parameters", parameters},
        {"step", model.step},
        {"has_d", model.discriminator.has_value()},
        {"has_ema", model.ema.has_value()},
        {"provenance", model.provenance},
    };
}

void print_for_people(const ModelSnapshot& model, Weights asked) {
    const bool ema = resolve_weights(model, asked) == Weights::ema;
    const Architecture& g = model.generator;
    fmt::print("{}\n", model.name);
    fmt::print("  id          {}\n", shown_id(model, asked));
    fmt::print("  format      {}\n", model.format);
    fmt::print("  images      {0} x {0} pixels, {1}\n", g.image_size(),
               g.channels == 1 ? "grey" : "colour");
    fmt::print("  z           {} numbers, {} prior{}\n", g.nz, model.prior,
               g.labels > 0 ? fmt::format("; and a label of {}", g.labels) : std::string());
    fmt::print("  generator   {} blocks, {} parameters\n", g.blocks.size(), g.parameters());
    for (std::size_t k = 1; k <= g.blocks.size(); ++k) {
        fmt::print("              block {}: {} maps of {} x {}\n", k, g.blocks[k - 1].out,
                   g.map_size(k), g.map_size(k));
    }
    if (model.discriminator) {
        fmt::print("  D           {} parameters\n", model.discriminator->parameters());
    } else {
        fmt::print("  D           none: tools that need one will say so\n");
    }
    fmt::print("  step        {}\n", model.step);
    fmt::print("  weights     {}{}\n", ema ? "ema (averaged)" : "raw",
               model.ema ? ", raw and ema are both there" : "");
    if (!model.provenance.empty()) fmt::print("  provenance  {}\n", model.provenance);
}

int run_info(const InfoOptions& options) {
    const SnapshotPointer model = options.model.open();
    if (options.json) {
        fmt::print("{}\n", facts(*model, options.model.which()).dump(2));
    } else {
        print_for_people(*model, options.model.which());
    }
    return 0;
}

}  // namespace

void add_info(CLI::App& app, Run& run) {
    auto options = std::make_shared<InfoOptions>();
    CLI::App* command = app.add_subcommand("info", "Say what a model is.");
    options->model.add_to(*command);
    command->add_flag("--json", options->json, "One JSON object, for other programs.");
    command->footer("Examples:\n  zscope info default\n  zscope info runs/first --json");
    command->callback([options, &run] { run = [options] { return run_info(*options); }; });
}

}  // namespace zscope::app
