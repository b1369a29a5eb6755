// SPDX-License-Identifier: MIT
#include "core/engine/surgery/unit_samples.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/latent/labels.h"
#include "core/latent/torch_randn.h"
#include "core/surgery/cell_shares.h"

namespace zscope {

namespace {

constexpr float kInside = 1.0F / 3.0F;
constexpr std::int64_t kPiece = 32;       // images whose maps are in memory at once
constexpr double kPlaceShare = 0.1;       // of the pixels
constexpr std::int64_t kMostLooked = 20;  // images looked at for each that has the thing

std::size_t at(std::int64_t index) {
    return static_cast<std::size_t>(index);
}

// At most `most` of the cells, evenly drawn; which ones depends on `seed` alone.
std::vector<std::int64_t> some_of(std::vector<std::int64_t> cells, std::int64_t most,
                                  std::uint64_t seed) {
    if (std::ssize(cells) <= most) return cells;
    std::ranges::sort(cells, {}, [&](std::int64_t cell) {
        return mix_seed(seed, static_cast<std::uint64_t>(cell));
    });
    cells.resize(at(most));
    return cells;
}

// Rows of one image: as many cells of either kind.
void add_image(UnitSamples& samples, std::span<const float> maps, std::int64_t cells,
               const std::vector<float>& shares, std::int64_t image, std::int64_t most) {
    std::vector<std::int64_t> inside, outside;
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        if (shares[at(cell)] >= kInside) inside.push_back(cell);
        if (shares[at(cell)] == 0.0F) outside.push_back(cell);
    }
    if (inside.empty() || outside.empty()) return;
    const std::int64_t each = std::min({most, std::ssize(inside), std::ssize(outside)});
    const auto number = static_cast<std::uint64_t>(image);
    for (const bool in : {true, false}) {
        for (const std::int64_t cell : some_of(in ? inside : outside, each, number)) {
            for (std::int64_t unit = 0; unit < samples.units; ++unit)
                samples.values.push_back(maps[at(unit * cells + cell)]);
            samples.inside.push_back(in ? 1 : 0);
            samples.image.push_back(image);
        }
    }
}

// piece(first image, its maps (n, C, h, w)) until all of z (N, inputs) was looked at.
template <class Piece>
void in_pieces(Sampler& sampler, std::int64_t block, std::span<const float> z,
               const std::stop_token& stop, Piece piece) {
    const auto inputs = at(sampler.model().generator.inputs());
    const auto images = static_cast<std::int64_t>(z.size() / inputs);
    for (std::int64_t first = 0; first < images; first += kPiece) {
        if (stop.stop_requested()) fail("stopped");
        const std::int64_t count = std::min(kPiece, images - first);
        piece(first, sampler.block_maps(z.subspan(at(first) * inputs, at(count) * inputs), block));
    }
}

// shares_of(i, cells a side): how much of each cell of image i is the thing.
template <class SharesOf>
UnitSamples samples_of_cells(Sampler& sampler, std::int64_t block, std::span<const float> z,
                             std::int64_t images, SharesOf shares_of, const std::stop_token& stop,
                             const ShareDone& done) {
    const std::int64_t most =
        std::max<std::int64_t>(4, kMostRows / (2 * std::max<std::int64_t>(images, 1)));
    UnitSamples samples;
    in_pieces(sampler, block, z, stop, [&](std::int64_t first, const HostTensor& maps) {
        const std::int64_t side = maps.shape[2], cells = side * side, count = maps.shape[0];
        samples.units = maps.shape[1];
        for (std::int64_t i = 0; i < count; ++i) {
            const auto one =
                maps.f32().subspan(at(i * samples.units * cells), at(samples.units * cells));
            add_image(samples, one, cells, shares_of(first + i, side), first + i, most);
        }
        if (done) done(static_cast<double>(first + count) / static_cast<double>(images));
    });
    return samples;
}

// Mean image of many, summed over colours: (S, S).
std::vector<double> mean_image(Sampler& sampler, std::span<const float> z,
                               const std::stop_token& stop) {
    const auto inputs = at(sampler.model().generator.inputs());
    const auto images = static_cast<std::int64_t>(z.size() / inputs);
    const std::int64_t side = sampler.model().generator.image_size();
    const std::int64_t channels = sampler.model().generator.channels;
    std::vector<double> sum(at(channels * side * side));
    for (std::int64_t first = 0; first < images; first += kPiece) {
        const std::int64_t count = std::min(kPiece, images - first);
        const HostTensor some =
            sampler.images(z.subspan(at(first) * inputs, at(count) * inputs), {}, stop);
        for (std::size_t k = 0; k < some.f32().size(); ++k)
            sum[k % sum.size()] += some.f32()[k];
    }
    for (double& value : sum)
        value /= static_cast<double>(images);
    return sum;
}

MapMask place_of(const std::vector<double>& with, const std::vector<double>& without,
                 std::int64_t side) {
    const std::int64_t pixels = side * side;
    std::vector<double> difference(at(pixels));
    for (std::size_t k = 0; k < with.size(); ++k)
        difference[k % at(pixels)] += std::abs(with[k] - without[k]);
    std::vector<double> sorted = difference;
    std::ranges::sort(sorted, std::ranges::greater{});
    const double limit = sorted[at(std::max<std::int64_t>(
        0, static_cast<std::int64_t>(kPlaceShare * static_cast<double>(pixels)) - 1))];
    MapMask place{side, {}};
    for (const double value : difference)
        place.cells.push_back(value >= limit && value > 0.0 ? 1 : 0);
    return place;
}

// A row per image of z: each unit's mean over the place.
void add_means(UnitSamples& samples, Sampler& sampler, std::int64_t block, std::span<const float> z,
               const MapMask& place, bool inside, const std::stop_token& stop) {
    const std::int64_t before = samples.rows();
    in_pieces(sampler, block, z, stop, [&](std::int64_t first, const HostTensor& maps) {
        const std::int64_t side = maps.shape[2], cells = side * side, count = maps.shape[0];
        samples.units = maps.shape[1];
        const std::vector<float> shares = cell_shares(place.cells, place.size, side);
        const double whole = std::accumulate(shares.begin(), shares.end(), 0.0);
        for (std::int64_t row = 0; row < count * samples.units; ++row) {
            double sum = 0.0;
            for (std::int64_t cell = 0; cell < cells; ++cell)
                sum += shares[at(cell)] * maps.f32()[at(row * cells + cell)];
            samples.values.push_back(static_cast<float>(sum / whole));
        }
        for (std::int64_t i = 0; i < count; ++i) {
            samples.inside.push_back(inside ? 1 : 0);
            samples.image.push_back(before + first + i);
        }
    });
}

}  // namespace

UnitSamples samples_of_regions(Sampler& sampler, std::int64_t block, const MarkedImages& marked,
                               const std::stop_token& stop) {
    const auto images = std::ssize(marked.masks);
    ZSCOPE_CHECK(std::ssize(marked.z) == images * sampler.model().generator.inputs(),
                 "{} numbers, {} masks", marked.z.size(), images);
    const auto shares_of = [&](std::int64_t image, std::int64_t side) {
        const MapMask& mask = marked.masks[at(image)];
        return cell_shares(mask.cells, mask.size, side);
    };
    UnitSamples samples = samples_of_cells(sampler, block, marked.z, images, shares_of, stop, {});
    if (samples.rows() == 0) {
        fail(
            "the marked regions fill no third of any cell of block {}'s maps, or leave no cell "
            "free: mark larger or smaller ones, or take a block with finer maps",
            block);
    }
    return samples;
}

UnitSamples samples_of_segment(Sampler& sampler, const Thing& thing, std::int64_t block,
                               std::int64_t images, std::uint64_t seed, const std::stop_token& stop,
                               const ShareDone& done) {
    const ThingPool pool =
        find_with_thing(sampler, &thing, seed, images, kMostLooked * images, stop, done);
    if (pool.looks.count == 0) {
        fail("of {} samples none shows {}: there is nothing to rank units by", pool.drawn,
             thing.name);
    }
    const auto shares_of = [&](std::int64_t image, std::int64_t side) {
        constexpr std::int64_t kPixels = kSeenSize * kSeenSize;
        std::vector<std::uint8_t> marked(at(kPixels));
        for (std::size_t k = 0; k < marked.size(); ++k)
            marked[k] = pool.looks.segments[at(image * kPixels) + k] == thing.segment ? 1 : 0;
        return cell_shares(marked, kSeenSize, side);
    };
    return samples_of_cells(sampler, block, pool.z, pool.looks.count, shares_of, stop, {});
}

PlacedSamples samples_of_kinds(Sampler& sampler, std::int64_t block, std::span<const float> with_z,
                               std::span<const float> without_z, const std::stop_token& stop,
                               const ShareDone& done) {
    if (with_z.empty() || without_z.empty()) {
        fail("units are ranked by images with the thing against images without it: tick both");
    }
    PlacedSamples placed;
    const std::int64_t side = sampler.model().generator.image_size();
    const MapMask place =
        place_of(mean_image(sampler, with_z, stop), mean_image(sampler, without_z, stop), side);
    if (done) done(0.5);
    add_means(placed.samples, sampler, block, with_z, place, true, stop);
    add_means(placed.samples, sampler, block, without_z, place, false, stop);
    placed.place = place;
    return placed;
}

std::vector<double> mean_activation(Sampler& sampler, std::int64_t block,
                                    std::span<const float> z) {
    const HostTensor maps = sampler.block_maps(z, block);
    const auto cells = at(maps.shape[2] * maps.shape[3]);
    std::vector<double> means(at(maps.shape[1]));
    for (std::size_t k = 0; k < maps.f32().size(); ++k)
        means[k / cells % means.size()] += maps.f32()[k];
    for (double& mean : means)
        mean /= static_cast<double>(at(maps.shape[0]) * cells);
    return means;
}

PlacedSamples samples_of_attribute(Sampler& sampler, const Thing& thing, std::int64_t block,
                                   std::int64_t images, std::uint64_t seed,
                                   const std::stop_token& stop, const ShareDone& done) {
    ZSCOPE_CHECK(thing.attribute.has_value(), "{}", thing.name);
    const ModelSnapshot& model = sampler.model();
    const Architecture& g = model.generator;
    const std::int64_t most = kMostLooked * images;
    const std::vector<float> all = draw_z(model.prior, seed, most, g.nz);
    std::vector<float> with, without;
    const auto enough = [&](const std::vector<float>& z) {
        return std::ssize(z) >= images / 2 * g.inputs();
    };
    for (std::int64_t first = 0; first < most && !(enough(with) && enough(without));
         first += kPiece) {
        const std::int64_t count = std::min(kPiece, most - first);
        const std::vector<float> z = join_labels(
            std::span(all).subspan(at(first * g.nz), at(count * g.nz)), g, kLabelsInTurn, first);
        const std::vector<float> values = thing.read(sampler.images(z, {}, stop), stop).values;
        for (std::int64_t i = 0; i < count; ++i) {
            const std::size_t place = at(i) * thing.attributes.size() + *thing.attribute;
            const Answer answer =
                answer_of(values[place], thing.attributes[*thing.attribute].limits);
            std::vector<float>& to = answer == Answer::yes ? with : without;
            if (answer == Answer::unsure || enough(to)) continue;
            to.insert(to.end(), z.begin() + i * g.inputs(), z.begin() + (i + 1) * g.inputs());
        }
        if (done) {
            done(0.5 * static_cast<double>(with.size() + without.size()) /
                 static_cast<double>(images * g.inputs()));
        }
    }
    if (with.empty() || without.empty()) {
        fail("of {} samples none surely {} {}: there is nothing to rank units by", most,
             with.empty() ? "shows" : "lacks", thing.name);
    }
    return samples_of_kinds(sampler, block, with, without, stop, {});
}

PlacedSamples samples_of_thing(Sampler& sampler, const Thing& thing, std::int64_t block,
                               std::int64_t images, std::uint64_t seed, const std::stop_token& stop,
                               const ShareDone& done) {
    if (thing.segment == 0)
        return samples_of_attribute(sampler, thing, block, 2 * images, seed, stop, done);
    return {samples_of_segment(sampler, thing, block, images, seed, stop, done), std::nullopt};
}

}  // namespace zscope
