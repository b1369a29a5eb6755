// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/oracle.h"
#include "core/engine/sampling.h"
#include "core/latent/direction_effect.h"

namespace zscope {

// Whoever says what an image shows: a world's oracle, or a classifier of a person's own ticks.
struct Judge {
    std::string world;  // of an oracle
    std::vector<JudgedAttribute> attributes;
    // images (N, C, H, W), −1…1 → (N, attributes): logits, or degrees.
    std::function<std::vector<float>(const HostTensor& images, const std::stop_token& stop)> read;

    // An Error names those that there are.
    std::size_t attribute(std::string_view key) const;
};
// The oracle must outlive it.
Judge oracle_judge(Oracle& oracle);

using ShareDone = std::function<void(double share)>;  // 0…1

// Random z and what the judge sees in their images.
struct JudgedSamples {
    std::vector<float> z;       // (N, nz)
    std::vector<float> values;  // (N, attributes)
    std::int64_t count = 0;
};
// z: draw_z(prior, seed, count, nz). Row r of a conditional model has label r mod labels. An Error
// when stopped. Runs on the calling thread, for minutes: a job's.
JudgedSamples judge_samples(Sampler& sampler, const Judge& judge, std::uint64_t seed,
                            std::int64_t count, const std::stop_token& stop = {},
                            const ShareDone& done = {});

// Images of z (N, nz); `rows` are the numbers that labels follow (as above), empty: 0 … N − 1.
HostTensor images_of(Sampler& sampler, std::span<const float> z,
                     std::span<const std::int64_t> rows = {}, const std::stop_token& stop = {});

}  // namespace zscope
