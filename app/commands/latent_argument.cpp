// SPDX-License-Identifier: MIT
#include "app/commands/latent_argument.h"

#include "core/base/error.h"
#include "core/io/latent_file.h"
#include "core/latent/labels.h"
#include "core/latent/torch_randn.h"

namespace zscope::app {

std::vector<float> latent_of(const LatentSource& source, const ModelSnapshot& model,
                             const std::filesystem::path& folder) {
    const std::int64_t nz = model.generator.nz;
    if (const auto* seed = std::get_if<SeedSource>(&source)) {
        const std::vector<float> rows = draw_z(model.prior, seed->seed, seed->count, nz);
        const auto first = rows.begin() + seed->row * nz;
        return {first, first + nz};
    }
    // An absolute path stays what it is.
    if (const auto* file = std::get_if<FileSource>(&source))
        return read_latent(folder / file->path, file->row, nz);
    const std::vector<float>& z = std::get<ValueSource>(source).z;
    if (z.size() != static_cast<std::size_t>(nz))
        fail("a z of {} numbers was given; this model takes {}", z.size(), nz);
    return z;
}

void LabelArgument::add_to(CLI::App& command) {
    command.add_option("--label", label, "Conditional model: the label of all images, from 0.")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str();
}

std::vector<float> LabelArgument::join(std::span<const float> z, const ModelSnapshot& model) const {
    if (model.generator.labels == 0) return {z.begin(), z.end()};
    return join_labels(z, model.generator, label);
}

}  // namespace zscope::app
