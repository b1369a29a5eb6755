// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zscope {

// What is known of a unit over many random samples.
struct UnitFact {
    double mean = 0.0;       // over all cells of all samples
    double deviation = 0.0;  // of the cells
    double highest = 0.0;
    double silent = 0.0;  // share of samples whose whole map is 0; 1: a dead unit (after a ReLU)
    // Mean change of an image, 0 … 1 of black to white, when the unit is ablated.
    double effect = 0.0;
    std::vector<std::int64_t> top;  // rows of the samples that make it most active, first first
};

// Units of one block, looked at over `samples` draws of the prior.
struct BlockFacts {
    std::string model_id;
    std::int64_t block = 1;
    std::uint64_t seed = 0;  // of z: row r is row r of draw_z(prior, seed, samples, nz)
    std::int64_t samples = 0;
    std::int64_t map_size = 0;
    std::vector<UnitFact> units;
};

}  // namespace zscope
