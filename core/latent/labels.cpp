// SPDX-License-Identifier: MIT
#include "core/latent/labels.h"

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/latent/torch_randn.h"

namespace zscope {

std::vector<float> join_labels(std::span<const float> z, const Architecture& generator,
                               std::int64_t label, std::int64_t first_row) {
    const auto nz = static_cast<std::size_t>(generator.nz);
    ZSCOPE_CHECK(nz > 0 && z.size() % nz == 0, "{} numbers, nz {}", z.size(), nz);
    if (label < kLabelsInTurn || (label != kLabelsInTurn && label >= generator.labels)) {
        fail("there is no label {}: {}", label,
             generator.labels == 0 ? std::string("the model has none")
                                   : fmt::format("the model has 0 to {}", generator.labels - 1));
    }
    if (generator.labels == 0) return {z.begin(), z.end()};
    const std::size_t rows = z.size() / nz;
    const auto width = static_cast<std::size_t>(generator.inputs());
    std::vector<float> joined(rows * width, 0.0F);
    for (std::size_t row = 0; row < rows; ++row) {
        const std::int64_t turn = (first_row + static_cast<std::int64_t>(row)) % generator.labels;
        const std::int64_t own = label == kLabelsInTurn ? turn : label;
        for (std::size_t i = 0; i < nz; ++i)
            joined[row * width + i] = z[row * nz + i];
        joined[row * width + nz + static_cast<std::size_t>(own)] = 1.0F;
    }
    return joined;
}

std::vector<float> without_labels(std::span<const float> inputs, std::size_t width,
                                  std::size_t labels) {
    ZSCOPE_CHECK(labels < width && inputs.size() % width == 0, "{} numbers of {} with {} labels",
                 inputs.size(), width, labels);
    std::vector<float> z;
    z.reserve(inputs.size() / width * (width - labels));
    for (std::size_t at = 0; at < inputs.size(); at += width) {
        const auto row = inputs.subspan(at, width - labels);
        z.insert(z.end(), row.begin(), row.end());
    }
    return z;
}

std::vector<float> draw_inputs(std::string_view prior, std::uint64_t seed, std::int64_t count,
                               const Architecture& generator, std::int64_t label) {
    return join_labels(draw_z(prior, seed, count, generator.nz), generator, label);
}

}  // namespace zscope
