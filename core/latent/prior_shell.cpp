// SPDX-License-Identifier: MIT
#include "core/latent/prior_shell.h"

#include <algorithm>
#include <cmath>

namespace zscope {

namespace {

double norm_of(std::span<const float> z) {
    double squares = 0.0;
    for (const float value : z)
        squares += static_cast<double>(value) * value;
    return std::sqrt(squares);
}

}  // namespace

PriorShell prior_shell(std::string_view prior, std::int64_t nz) {
    const auto count = static_cast<double>(nz);
    if (prior == "uniform") return {std::sqrt(count / 3.0), std::sqrt(1.0 / 15.0)};
    return {std::sqrt(std::max(0.0, count - 0.5)), std::sqrt(0.5)};
}

double deviations_from_prior(std::string_view prior, std::span<const float> z) {
    const PriorShell shell = prior_shell(prior, static_cast<std::int64_t>(z.size()));
    return (norm_of(z) - shell.norm) / shell.deviation;
}

void keep_in_prior(std::string_view prior, std::span<float> z) {
    if (prior == "uniform") {
        for (float& value : z)
            value = std::clamp(value, -1.0F, 1.0F);
        return;
    }
    const double norm = norm_of(z);
    if (norm <= 0.0) return;
    const PriorShell shell = prior_shell(prior, static_cast<std::int64_t>(z.size()));
    const double room = kPriorDeviations * shell.deviation;
    const double wanted = std::clamp(norm, std::max(0.0, shell.norm - room), shell.norm + room);
    if (wanted == norm) return;
    for (float& value : z)
        value = static_cast<float>(value * (wanted / norm));
}

}  // namespace zscope
