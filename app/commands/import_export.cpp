// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/commands/commands.h"
#include "core/io/model_export.h"
#include "core/io/model_file.h"

namespace zscope::app {

namespace {

struct ImportOptions {
    std::filesystem::path in, out;
};
struct ExportOptions {
    std::string model = "default";
    std::string part = "G";
    std::filesystem::path out;
};

}  // namespace

void add_import(CLI::App& app, Run& run) {
    auto options = std::make_shared<ImportOptions>();
    CLI::App* command = app.add_subcommand(
        "import", "Turn another program's DCGAN (PyTorch zip archive, safetensors) into ours.");
    command->add_option("FILE", options->in, "The file to read; no code in it is ever run.")
        ->required()
        ->check(CLI::ExistingFile);
    command->add_option("--out", options->out, "MODEL.safetensors to write.")->required();
    command->footer("Example:\n  zscope import netG.pth --out faces.safetensors");
    command->callback([options, &run] {
        run = [options] {
            import_model(options->in, options->out);
            fmt::print("{} -> {}\n", options->in.string(), options->out.string());
            return 0;
        };
    });
}

void add_export(CLI::App& app, Run& run) {
    auto options = std::make_shared<ExportOptions>();
    CLI::App* command = app.add_subcommand(
        "export", "Write one network with the names of the PyTorch example (main.0.weight).");
    command
        ->add_option("MODEL", options->model,
                     "A model file, a run folder (its newest valid checkpoint), or 'default'.")
        ->required();
    command->add_option("--part", options->part, "Which network.")
        ->required()
        ->check(CLI::IsMember({"G", "G_ema", "D"}));
    command->add_option("--out", options->out, "FILE.safetensors to write.")->required();
    command->footer(
        "Example:\n"
        "  zscope export runs/first --part G --out g.safetensors\n"
        "In Python: netG.load_state_dict(safetensors.torch.load_file(\"g.safetensors\"))");
    command->callback([options, &run] {
        run = [options] {
            export_part(*open_model(resolve_model(options->model)), options->part, options->out);
            fmt::print("{} of {} -> {}\n", options->part, options->model, options->out.string());
            return 0;
        };
    });
}

}  // namespace zscope::app
