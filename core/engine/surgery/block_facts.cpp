// SPDX-License-Identifier: MIT
#include "core/engine/surgery/block_facts.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/latent/labels.h"
#include "core/latent/torch_randn.h"

namespace zscope {

namespace {

constexpr std::int64_t kPiece = 32;

std::size_t at(std::int64_t index) {
    return static_cast<std::size_t>(index);
}

// Sums over what was seen so far.
struct Tally {
    double sum = 0.0, squares = 0.0, highest = 0.0;
    std::int64_t silent = 0;
    std::vector<std::pair<float, std::int64_t>> best;  // activity, row; the highest first
};

void add_map(Tally& tally, std::span<const float> map, std::int64_t row, std::int64_t most) {
    float highest = map.front();
    bool silent = true;
    for (const float cell : map) {
        tally.sum += cell;
        tally.squares += static_cast<double>(cell) * cell;
        highest = std::max(highest, cell);
        silent = silent && cell == 0.0F;
    }
    tally.highest = row == 0 ? highest : std::max(tally.highest, static_cast<double>(highest));
    tally.silent += silent ? 1 : 0;
    const auto place =
        std::ranges::find_if(tally.best, [&](const auto& other) { return other.first < highest; });
    tally.best.insert(place, {highest, row});
    if (std::ssize(tally.best) > most) tally.best.pop_back();
}

std::vector<float> inputs_of(const ModelSnapshot& model, std::span<const float> z,
                             std::int64_t first, std::int64_t count) {
    const std::int64_t nz = model.generator.nz;
    return join_labels(z.subspan(at(first * nz), at(count * nz)), model.generator, kLabelsInTurn,
                       first);
}

// Mean change of the images when one unit is ablated, 0 … 1.
double effect_of_unit(Sampler& sampler, std::span<const float> z, const HostTensor& before,
                      std::int64_t block, std::int64_t unit, const std::stop_token& stop) {
    Edit edit;
    edit.block = block;
    edit.units = std::vector<std::int64_t>{unit};
    const std::vector<Edit> edits{edit};
    const HostTensor after = sampler.images(z, edits, stop);
    double sum = 0.0;
    for (std::size_t k = 0; k < before.f32().size(); ++k)
        sum += std::abs(static_cast<double>(after.f32()[k]) - before.f32()[k]) / 2.0;
    return sum / static_cast<double>(before.f32().size());
}

}  // namespace

BlockFacts look_at_units(Sampler& sampler, std::int64_t block, const FactsOptions& options,
                         const std::stop_token& stop, const ShareDone& done) {
    const ModelSnapshot& model = sampler.model();
    const std::vector<float> z =
        draw_z(model.prior, options.seed, options.samples, model.generator.nz);
    BlockFacts facts;
    facts.block = block;
    facts.seed = options.seed;
    facts.samples = options.samples;
    std::vector<Tally> tallies;
    for (std::int64_t first = 0; first < options.samples; first += kPiece) {
        if (stop.stop_requested()) fail("stopped");
        const std::int64_t count = std::min(kPiece, options.samples - first);
        const HostTensor maps = sampler.block_maps(inputs_of(model, z, first, count), block);
        const std::int64_t units = maps.shape[1], cells = maps.shape[2] * maps.shape[3];
        facts.map_size = maps.shape[2];
        tallies.resize(at(units));
        for (std::int64_t k = 0; k < count * units; ++k) {
            add_map(tallies[at(k % units)], maps.f32().subspan(at(k * cells), at(cells)),
                    first + k / units, options.best);
        }
        if (done)
            done(0.5 * static_cast<double>(first + count) / static_cast<double>(options.samples));
    }
    const std::vector<float> few =
        inputs_of(model, z, 0, std::min(options.effect_samples, options.samples));
    const HostTensor before = sampler.images(few, {}, stop);
    const double seen = static_cast<double>(options.samples * facts.map_size * facts.map_size);
    for (std::size_t unit = 0; unit < tallies.size(); ++unit) {
        const Tally& tally = tallies[unit];
        UnitFact fact;
        fact.mean = tally.sum / seen;
        fact.deviation = std::sqrt(std::max(0.0, tally.squares / seen - fact.mean * fact.mean));
        fact.highest = tally.highest;
        fact.silent = static_cast<double>(tally.silent) / static_cast<double>(options.samples);
        for (const auto& [activity, row] : tally.best)
            fact.top.push_back(row);
        if (options.effect_samples > 0) {
            fact.effect =
                effect_of_unit(sampler, few, before, block, static_cast<std::int64_t>(unit), stop);
        }
        facts.units.push_back(std::move(fact));
        if (done) {
            done(0.5 + 0.5 * static_cast<double>(unit + 1) / static_cast<double>(tallies.size()));
        }
    }
    return facts;
}

}  // namespace zscope
