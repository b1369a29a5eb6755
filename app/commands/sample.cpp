// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "app/commands/commands.h"
#include "app/commands/recipe_output.h"
#include "core/base/error.h"
#include "core/io/safetensors.h"
#include "core/latent/labels.h"

namespace zscope::app {

namespace {

struct SampleOptions {
    ModelArgument model;
    SheetOptions sheet;
    std::uint64_t seed = 1;
    std::int64_t count = 64;
    std::int64_t label = kLabelsInTurn;
    std::string z_file;
};

// Tensor "z" from another program's file: (N, nz), with the labels of a conditional model behind it
// (N, nz + labels), or without, and they are joined.
std::vector<float> read_z(const std::string& path, const Architecture& g, std::int64_t label) {
    const SafetensorsFile file = read_safetensors(path, SafetensorsProfile::foreign);
    const auto found = file.tensors.find("z");
    if (found == file.tensors.end()) fail("{}: there is no tensor named \"z\" in it", path);
    const HostTensor z = to_f32(found->second);
    const bool rows = z.shape.size() == 2 && z.shape[0] >= 1;
    const auto values = z.f32();
    if (rows && z.shape[1] == g.inputs() && label == kLabelsInTurn) {
        return {values.begin(), values.end()};
    }
    if (rows && z.shape[1] == g.nz) return join_labels(values, g, label);
    fail("{}: tensor \"z\" must have the shape (N, {}){}, as the model asks for", path, g.inputs(),
         g.labels == 0
             ? std::string()
             : fmt::format(", z and then {} labels, or (N, {}) without them", g.labels, g.nz));
}

// A grid of a seed, as the window has it.
std::optional<Recipe> recipe_of(const SampleOptions& options, const ModelSnapshot& model) {
    constexpr std::int64_t kMostInTheWindow = 256;
    const bool fits = options.sheet.out.extension() == ".png" && options.z_file.empty() &&
                      options.count <= kMostInTheWindow &&
                      std::in_range<std::int64_t>(options.seed);
    if (!fits) return std::nullopt;
    Session session;
    session.grid = {static_cast<std::int64_t>(options.seed), options.count, options.label};
    const SheetOptions& sheet = options.sheet;
    return RecipeMaker(options.model, model)
        .make(RecipeTool::samples, session,
              {.columns = sheet.columns, .gap = sheet.gap, .scale = sheet.scale});
}

int run_sample(const SampleOptions& options) {
    options.sheet.check();
    const SnapshotPointer model = options.model.open();
    const Architecture& g = model->generator;
    const std::vector<float> z =
        options.z_file.empty()
            ? draw_inputs(model->prior, options.seed, options.count, g, options.label)
            : read_z(options.z_file, g, options.label);
    Sampler sampler(model, options.model.which());
    if (const auto recipe = recipe_of(options, *model)) {
        write_picture(options.sheet.out, sampler, *recipe);
    } else {
        options.sheet.write(sampler.images(z));
    }
    fmt::print("{} images of {} -> {}\n", z.size() / static_cast<std::size_t>(g.inputs()),
               model->name, options.sheet.out.string());
    return 0;
}

}  // namespace

void add_sample(CLI::App& app, Run& run) {
    auto options = std::make_shared<SampleOptions>();
    CLI::App* command = app.add_subcommand("sample", "Draw images from a model.");
    options->model.add_to(*command);
    options->sheet.add_to(*command);
    command->add_option("--seed", options->seed, "Seed of z: torch.manual_seed(S); randn(N, nz).")
        ->check(seed_check())
        ->capture_default_str();
    auto* count = command->add_option("--count", options->count, "Number of images (N).")
                      ->check(CLI::Range(1, 100000))
                      ->capture_default_str();
    command
        ->add_option("--label", options->label,
                     "Conditional model: the label of all images, from 0; left out: all in turn.")
        ->check(CLI::Range(0, 100000));
    command
        ->add_option("--z", options->z_file,
                     "Take z from this safetensors file instead: tensor \"z\", (N, nz); of a "
                     "conditional model (N, nz + labels), labels last.")
        ->excludes(count)
        ->check(CLI::ExistingFile);
    command->footer(
        "Examples:\n"
        "  zscope sample default --seed 7 --count 64 --out faces.png\n"
        "  zscope sample runs/first --count 1000 --out images.safetensors");
    command->callback([options, &run] { run = [options] { return run_sample(*options); }; });
}

}  // namespace zscope::app
