// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zscope {

// How units are told to draw a thing.
enum class RankMethod {
    logistic,    // weights of one logistic regression of all units (DCGAN, section 6.3.1)
    difference,  // mean inside − mean outside, in standard deviations of the unit
    overlap,     // intersection over union of the place of the thing with the cells above the value
                 // that leaves as many above it as are inside
                 // (network dissection, Bau et al. 2017, arXiv 1704.05796)
};
std::string_view word_of(RankMethod method);       // "logistic"
RankMethod rank_method_of(std::string_view word);  // an Error names those that there are

// What units are ranked from: cells of a block's maps, of some images, or whole images by the mean
// and the highest cell of each map. Rows of one image follow each other.
struct UnitSamples {
    std::int64_t units = 0;            // C
    std::vector<float> values;         // (rows, C), row-major
    std::vector<std::uint8_t> inside;  // (rows) 1 where the thing is
    std::vector<std::int64_t> image;   // (rows) the image a row is of
    std::int64_t rows() const { return static_cast<std::int64_t>(inside.size()); }
};

struct RankedUnit {
    std::int64_t unit = 0;
    double score = 0.0;  // weight per standard deviation, standard deviations, or IoU
    bool operator==(const RankedUnit&) const = default;
};

// Units of one block, the most telling first: all of them, or of a regression's those of positive
// weight before the others.
struct UnitRanking {
    std::string name;  // of the thing, for people
    std::int64_t block = 1;
    RankMethod method = RankMethod::logistic;
    std::vector<RankedUnit> units;
    std::vector<double> activation;  // mean of each unit over all rows, by unit
    // Balanced, of five regressions, each asked about images that it had not seen; nullopt with
    // fewer than ten images or without rows of both kinds in each fifth. The same for all methods.
    std::optional<double> accuracy;
    std::int64_t images = 0, inside = 0, outside = 0;  // rows
    // The first `count` units of positive score.
    std::vector<std::int64_t> first(std::int64_t count) const;
    std::int64_t positive() const;  // units of a score above 0
};

// Pure; deterministic; seconds for 512 units and 20,000 rows. A unit that never changes has score
// 0. Errors: fewer than two rows of either kind, numbers that are not finite.
UnitRanking rank_units(const UnitSamples& samples, RankMethod method);

// As many other units, as active as the chosen ones: for each of them another one from those
// nearest in mean activation, drawn with `seed`, none twice, none of `not_these`. A control for
// "was it these units?". An Error if there are not enough.
std::vector<std::int64_t> equally_active_units(std::span<const double> activation,
                                               std::span<const std::int64_t> chosen,
                                               std::span<const std::int64_t> not_these,
                                               std::uint64_t seed);

// `count` of `units` units, any of them, drawn with `seed`; rising. For edits of so many units that
// there are not as many others.
std::vector<std::int64_t> any_units(std::int64_t units, std::int64_t count, std::uint64_t seed);

}  // namespace zscope
