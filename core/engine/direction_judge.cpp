// SPDX-License-Identifier: MIT
#include "core/engine/direction_judge.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/latent/labels.h"
#include "core/latent/torch_randn.h"

namespace zscope {
namespace {

constexpr std::int64_t kPiece = 250;  // images in memory at once

}  // namespace

std::size_t Judge::attribute(std::string_view key) const {
    std::string known;
    for (std::size_t k = 0; k < attributes.size(); ++k) {
        if (attributes[k].key == key) return k;
        known += (k == 0 ? "" : ", ") + attributes[k].key;
    }
    fail("there is no attribute \"{}\"; there are {}", key, known);
}

Judge oracle_judge(Oracle& oracle) {
    Judge judge;
    judge.world = std::string(oracle.world().name());
    const auto attributes = oracle.world().attributes();
    for (std::size_t k = 0; k < attributes.size(); ++k) {
        judge.attributes.push_back({std::string(attributes[k].key),
                                    attributes[k].kind == WorldAttribute::Kind::degrees,
                                    oracle.limits()[k]});
    }
    judge.read = [&oracle](const HostTensor& images, const std::stop_token& stop) {
        return oracle.read(images, stop).values;
    };
    return judge;
}

JudgedSamples judge_samples(Sampler& sampler, const Judge& judge, std::uint64_t seed,
                            std::int64_t count, const std::stop_token& stop,
                            const ShareDone& done) {
    const ModelSnapshot& model = sampler.model();
    const auto nz = static_cast<std::size_t>(model.generator.nz);
    JudgedSamples samples;
    samples.count = count;
    samples.z = draw_z(model.prior, seed, count, model.generator.nz);
    for (std::int64_t first = 0; first < count; first += kPiece) {
        const auto rows = static_cast<std::size_t>(std::min(kPiece, count - first));
        const auto z =
            std::span(samples.z).subspan(static_cast<std::size_t>(first) * nz, rows * nz);
        const std::vector<float> values = judge.read(
            sampler.images(join_labels(z, model.generator, kLabelsInTurn, first), {}, stop), stop);
        samples.values.insert(samples.values.end(), values.begin(), values.end());
        if (done) {
            done(static_cast<double>(first + static_cast<std::int64_t>(rows)) /
                 static_cast<double>(count));
        }
    }
    return samples;
}

HostTensor images_of(Sampler& sampler, std::span<const float> z, std::span<const std::int64_t> rows,
                     const std::stop_token& stop) {
    const Architecture& g = sampler.model().generator;
    if (g.labels == 0 || rows.empty()) return sampler.images(join_labels(z, g), {}, stop);
    const auto nz = static_cast<std::size_t>(g.nz);
    ZSCOPE_CHECK(z.size() == rows.size() * nz, "{} numbers, {} rows", z.size(), rows.size());
    std::vector<float> inputs;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::vector<float> one = join_labels(z.subspan(i * nz, nz), g, rows[i] % g.labels);
        inputs.insert(inputs.end(), one.begin(), one.end());
    }
    return sampler.images(inputs, {}, stop);
}

}  // namespace zscope
