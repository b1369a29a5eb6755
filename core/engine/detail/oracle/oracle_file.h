// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/model/host_tensor.h"
#include "core/statistics/answers.h"
#include "core/worlds/world.h"

namespace zscope::detail {

// What an oracle's file holds: bf16 weights, "limits" (A, 3) f32 as no_below, threshold, yes_above,
// and metadata: format=zscope-oracle, version, world, attributes, segments, provenance.
struct OracleFile {
    const World* world = nullptr;
    NamedTensors weights;
    std::vector<AnswerLimits> limits;
    std::vector<float> thresholds;
    std::string provenance;
};

void write_oracle(const std::filesystem::path& path, const OracleFile& oracle);
// An Error if it is no oracle, or of a world that zscope draws otherwise by now.
OracleFile read_oracle(const std::filesystem::path& path);

}  // namespace zscope::detail
