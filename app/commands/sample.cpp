// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/commands/commands.h"
#include "app/commands/model_argument.h"
#include "core/base/error.h"
#include "core/io/safetensors.h"
#include "core/latent/torch_randn.h"

namespace zscope::app {

namespace {

struct SampleOptions {
    ModelArgument model;
    SheetOptions sheet;
    std::uint64_t seed = 1;
    std::int64_t count = 64;
    std::string z_file;
};

// Tensor "z", (N, nz), from another program's file.
std::vector<float> read_z(const std::string& path, std::int64_t nz) {
    const SafetensorsFile file = read_safetensors(path, SafetensorsProfile::foreign);
    const auto found = file.tensors.find("z");
    if (found == file.tensors.end()) fail("{}: there is no tensor named \"z\" in it", path);
    const HostTensor z = to_f32(found->second);
    if (z.shape.size() != 2 || z.shape[1] != nz || z.shape[0] < 1) {
        fail("{}: tensor \"z\" must have the shape (N, {}), as the model asks for", path, nz);
    }
    const auto values = z.f32();
    return {values.begin(), values.end()};
}

int run_sample(const SampleOptions& options) {
    options.sheet.check();
    const SnapshotPointer model = options.model.open();
    const std::int64_t nz = model->generator.nz;
    const std::vector<float> z = options.z_file.empty()
                                     ? draw_z(model->prior, options.seed, options.count, nz)
                                     : read_z(options.z_file, nz);
    Sampler sampler(model, options.model.which());
    options.sheet.write(sampler.images(z));
    fmt::print("{} images of {} -> {}\n", z.size() / static_cast<std::size_t>(nz), model->name,
               options.sheet.out.string());
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
        ->add_option("--z", options->z_file,
                     "Take z from this safetensors file instead: tensor \"z\", (N, nz).")
        ->excludes(count)
        ->check(CLI::ExistingFile);
    command->footer(
        "Examples:\n"
        "  zscope sample default --seed 7 --count 64 --out faces.png\n"
        "  zscope sample runs/first --count 1000 --out images.safetensors");
    command->callback([options, &run] { run = [options] { return run_sample(*options); }; });
}

}  // namespace zscope::app
