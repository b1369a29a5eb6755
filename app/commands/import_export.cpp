// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/commands/commands.h"
#include "core/io/model_card.h"
#include "core/io/model_export.h"
#include "core/io/model_file.h"

namespace zscope::app {

namespace {

struct ImportOptions {
    std::filesystem::path in, out;
    GeneratorHints hints;
};
struct ExportOptions {
    std::string model = "default";
    std::string part = "G";
    std::string format = "auto";
    std::string licence;
    std::string name;
    std::filesystem::path out;
};

int run_import(const ImportOptions& options) {
    const SnapshotPointer model = import_model(options.in, options.out, options.hints);
    const Architecture& g = model->generator;
    fmt::print("{} -> {}\n", options.in.string(), options.out.string());
    fmt::print("  {0} x {0} pixels, {1}; z of {2} numbers{3}; {4}\n", g.image_size(),
               g.channels == 1 ? "grey" : "colour", g.nz,
               g.labels > 0 ? fmt::format(" and {} labels", g.labels) : std::string(),
               model->discriminator ? "with its discriminator" : "no discriminator");
    if (!model->provenance.empty()) fmt::print("  {}\n", model->provenance);
    return 0;
}

ExportFormat format_of(const std::string& word) {
    if (word == "pth") return ExportFormat::pth;
    return word == "safetensors" ? ExportFormat::safetensors : ExportFormat::automatic;
}

int run_export(const ExportOptions& options) {
    const std::filesystem::path source = resolve_model(options.model);
    SnapshotPointer model = open_model(source);
    if (!options.name.empty()) {
        ModelSnapshot named = *model;  // shares the tensors
        named.name = options.name;
        model = std::make_shared<const ModelSnapshot>(std::move(named));
    }
    CardFacts facts;
    facts.id = options.part == "model"
                   ? export_light(*model, options.out)
                   : export_part(*model, options.part, options.out, format_of(options.format));
    facts.part = options.part;
    facts.file = options.out.filename().string();
    facts.licence = options.licence;
    facts.training = facts_of_run(source, model->step);
    write_model_card(options.out, model_card(*model, facts));
    fmt::print("{} of {} -> {}, with its model card (.card.json, .card.md)\n", options.part,
               options.model, options.out.string());
    return 0;
}

}  // namespace

void add_import(CLI::App& app, Run& run) {
    auto options = std::make_shared<ImportOptions>();
    CLI::App* command = app.add_subcommand(
        "import", "Turn another program's DCGAN (PyTorch checkpoint, safetensors) into ours.");
    command->add_option("FILE", options->in, "The file to read; no code in it is ever run.")
        ->required()
        ->check(CLI::ExistingFile);
    command->add_option("--out", options->out, "MODEL.safetensors to write.")->required();
    command
        ->add_option("--labels", options->hints.labels,
                     "Conditional model: how many of the numbers that its first layer takes are "
                     "the label (one-hot, behind z).")
        ->check(CLI::Range(0, 100000));
    command
        ->add_option("--strides", options->hints.strides,
                     "Stride of each layer, where the file does not say it: 1,2,2,2.")
        ->delimiter(',');
    command
        ->add_option("--paddings", options->hints.paddings,
                     "Padding of each layer, likewise: 0,1,1,1.")
        ->delimiter(',');
    command->footer(
        "Examples:\n"
        "  zscope import netG.pth --out faces.safetensors\n"
        "  zscope import cgan.pt --labels 10 --out digits.safetensors");
    command->callback([options, &run] { run = [options] { return run_import(*options); }; });
}

void add_export(CLI::App& app, Run& run) {
    auto options = std::make_shared<ExportOptions>();
    CLI::App* command = app.add_subcommand(
        "export", "Write one network with the names of the PyTorch example (main.0.weight).");
    command
        ->add_option("MODEL", options->model,
                     "A model file, a run folder (its newest valid checkpoint), or 'default'.")
        ->required();
    command
        ->add_option(
            "--part", options->part,
            "Which network; model: G as shown and D in bf16, in zscope's own form, for passing on.")
        ->check(CLI::IsMember({"G", "G_ema", "D", "model"}))
        ->capture_default_str();
    command
        ->add_option("--format", options->format,
                     "safetensors, pth (as torch.save writes), or auto: by the ending of --out.")
        ->check(CLI::IsMember({"auto", "safetensors", "pth"}))
        ->capture_default_str();
    command->add_option("--name", options->name, "What people shall call it.");
    command->add_option("--licence,--license", options->licence,
                        "Licence of the weights, for the model card.");
    command->add_option("--out", options->out, "FILE.safetensors or FILE.pth to write.")
        ->required();
    command->footer(
        "Examples:\n"
        "  zscope export runs/first --part G --out g.safetensors\n"
        "  zscope export runs/first --format pth --licence CC-BY-4.0 --out g.pth\n"
        "In Python: netG.load_state_dict(safetensors.torch.load_file(\"g.safetensors\")), or\n"
        "netG.load_state_dict(torch.load(\"g.pth\", weights_only=True))");
    command->callback([options, &run] { run = [options] { return run_export(*options); }; });
}

}  // namespace zscope::app
