// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/direction_judge.h"
#include "core/model/snapshot.h"

namespace zscope {

struct BringBackOptions {
    std::int64_t starts = 64;
    std::int64_t steps = 1000;  // of Adam
    double rate = 0.05;
    std::uint64_t seed = 5;  // of the starts
};

// z (starts, inputs) that show as much of a thing as a search finds: Adam from random z, ‖z‖ held
// within the prior's shell (0.1 to 99.9 % of random z; a uniform z within −1…1), maximising what an
// oracle says of it: its answer's logit, and the expected pixels of the segment, a hundred of them
// counting as one. The best z of each start. Whether the thing is really back is for another
// oracle to say, which was not maximised. `oracle`: the file of the first; `key` as
// thing_of_oracle. Minutes: a job's. Deterministic in the seed for equal threads.
std::vector<float> bring_back(const SnapshotPointer& model, Weights weights,
                              const std::filesystem::path& oracle, const std::string& key,
                              const BringBackOptions& options, const std::stop_token& stop = {},
                              const ShareDone& done = {});

}  // namespace zscope
