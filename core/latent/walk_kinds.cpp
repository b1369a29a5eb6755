// SPDX-License-Identifier: MIT
#include "core/latent/walk_kinds.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/latent/interpolate.h"
#include "core/latent/torch_randn.h"
#include "core/latent/walk.h"

namespace zscope {

namespace {

constexpr std::uint64_t kStream = 0x737465707321;  // apart from what else is drawn of the seed

// Φ: the share of N(0, 1) below x.
double normal_share(double x) {
    return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}

// Φ⁻¹ by halving, which needs no table of constants; 60 halvings of 16 are below a double's grid.
double normal_quantile(double share) {
    double low = -8.0, high = 8.0;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (normal_share(middle) < share ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

// Bounces off ±1: a triangle wave of period 4.
double bounced(double x) {
    const double phase = x + 1.0 - 4.0 * std::floor((x + 1.0) / 4.0);  // 0…4
    return phase <= 2.0 ? phase - 1.0 : 3.0 - phase;
}

// The circle round a centre that lies `radius` away from the start: of a normal prior on the
// sphere.
std::vector<float> loop_at(std::span<const float> start, std::string_view prior,
                           const WalkSettings& settings, std::size_t step) {
    const std::size_t at = step % settings.steps;
    if (at == 0) return {start.begin(), start.end()};
    const LatentWalk walk(start, prior, settings.seed);
    const double turn =
        2.0 * std::numbers::pi * static_cast<double>(at) / static_cast<double>(settings.steps);
    const double radius = settings.step_size;
    if (prior == "uniform") {
        return walk.at(radius * (1.0 - std::cos(turn)), radius * std::sin(turn));
    }
    // x, y: as long as z, at right angles to it and to each other. The centre is cos r·z + sin r·x;
    // from it the start lies towards sin r·z − cos r·x.
    const std::vector<float> x = walk.at(0.5 * std::numbers::pi, 0.0);
    const std::vector<float> y = walk.at(0.0, 0.5 * std::numbers::pi);
    const double c = std::cos(radius), s = std::sin(radius);
    const double of_z = c * c + s * s * std::cos(turn);
    const double of_x = c * s * (1.0 - std::cos(turn));
    const double of_y = s * std::sin(turn);
    std::vector<float> z(start.size());
    for (std::size_t i = 0; i < z.size(); ++i)
        z[i] = static_cast<float>(of_z * start[i] + of_x * x[i] + of_y * y[i]);
    return z;
}

void check(std::span<const float> start, std::string_view prior, const WalkSettings& settings) {
    ZSCOPE_CHECK(!start.empty() && settings.steps >= 1, "nz {}, {} steps", start.size(),
                 settings.steps);
    (void)typical_norm(prior, 1);  // refuses a prior that is not known
    if (!std::isfinite(settings.step_size) || settings.step_size < 0.0)
        fail("a walk's step size must be 0 or more, not {}", settings.step_size);
    if (!std::ranges::all_of(start, [](float value) { return std::isfinite(value); }))
        fail("a walk's start holds a number that is NaN or infinite");
    if (settings.kind == WalkKind::shell && prior == "uniform") {
        fail(
            "this model's prior is uniform, a cube: it has no shell to stay on; take the smooth "
            "walk");
    }
}

}  // namespace

SteppedWalk::SteppedWalk(std::vector<float> start, std::string_view prior,
                         const WalkSettings& settings)
    : start_(std::move(start)),
      prior_(prior),
      settings_(settings),
      state_(start_.begin(), start_.end()) {
    check(start_, prior, settings);
    if (settings.kind == WalkKind::random || prior != "uniform") return;
    for (double& value : state_)
        value = normal_quantile(0.5 * (value + 1.0));
}

void SteppedWalk::advance(std::size_t attempt) {
    std::uint64_t seed = mix_seed(mix_seed(settings_.seed, kStream), step_++);
    if (attempt > 0) seed = mix_seed(seed, attempt);
    if (settings_.kind == WalkKind::loop) return;
    const std::vector<float> noise = torch_randn(seed, static_cast<std::int64_t>(state_.size()));
    const double size = settings_.step_size;
    const bool random = settings_.kind == WalkKind::random;
    const double keep = random ? 1.0 : std::exp(-0.5 * size * size);
    const double add = random ? size : std::sqrt(1.0 - keep * keep);
    for (std::size_t i = 0; i < state_.size(); ++i)
        state_[i] = keep * state_[i] + add * noise[i];
}

std::vector<float> SteppedWalk::z() const {
    if (settings_.kind == WalkKind::loop) return loop_at(start_, prior_, settings_, step_);
    if (step_ == 0) return start_;
    std::vector<float> z(state_.begin(), state_.end());
    if (prior_ == "uniform") {
        const bool random = settings_.kind == WalkKind::random;
        std::ranges::transform(state_, z.begin(), [random](double value) {
            return static_cast<float>(random ? bounced(value) : 2.0 * normal_share(value) - 1.0);
        });
    }
    if (settings_.kind != WalkKind::shell) return z;
    const double length = norm(z);
    const double factor = length > 0.0 ? norm(start_) / length : 0.0;
    for (float& value : z)
        value = static_cast<float>(value * factor);
    return z;
}

std::vector<float> step_candidates(const SteppedWalk& walk) {
    std::vector<float> rows;
    for (std::size_t attempt = 0; attempt < kStepCandidates; ++attempt) {
        SteppedWalk next = walk;
        next.advance(attempt);
        const std::vector<float> z = next.z();
        rows.insert(rows.end(), z.begin(), z.end());
    }
    return rows;
}

std::size_t choose_candidate(std::span<const double> opinions, double least) {
    ZSCOPE_CHECK(!opinions.empty(), "{} candidates", opinions.size());
    std::size_t best = 0;
    for (std::size_t i = 0; i < opinions.size(); ++i) {
        if (opinions[i] >= least) return i;
        if (opinions[i] > opinions[best] || std::isnan(opinions[best])) best = i;
    }
    return std::isnan(opinions[best]) ? 0 : best;
}

std::size_t attempt_of(std::span<const WalkTurn> turns, std::size_t step) {
    const auto at = static_cast<std::int64_t>(step);
    const auto found = std::ranges::lower_bound(turns, at, {}, &WalkTurn::step);
    return found != turns.end() && found->step == at ? static_cast<std::size_t>(found->attempt) : 0;
}

std::vector<float> walk_step(std::span<const float> start, std::string_view prior,
                             const WalkSettings& settings, std::size_t step) {
    if (settings.kind == WalkKind::loop) {
        check(start, prior, settings);
        return loop_at(start, prior, settings, step);
    }
    SteppedWalk walk({start.begin(), start.end()}, prior, settings);
    while (walk.step() < step)
        walk.advance();
    return walk.z();
}

std::vector<float> walk_steps(std::span<const float> start, std::string_view prior,
                              const WalkSettings& settings) {
    std::vector<float> rows;
    SteppedWalk walk({start.begin(), start.end()}, prior, settings);
    for (std::size_t step = 0; step < settings.steps; ++step) {
        const std::vector<float> z = walk.z();
        rows.insert(rows.end(), z.begin(), z.end());
        walk.advance();
    }
    return rows;
}

std::vector<float> between_steps(std::span<const float> from, std::span<const float> to, double t,
                                 std::string_view prior) {
    const auto mode = prior == "uniform" ? InterpolationMode::lerp : InterpolationMode::slerp;
    return interpolate(from, to, t, mode);
}

std::vector<float> with_rows_between(std::span<const float> rows, std::size_t nz, int between,
                                     std::string_view prior, bool closed) {
    ZSCOPE_CHECK(nz > 0 && rows.size() % nz == 0 && between >= 0, "{} numbers, nz {}, {} between",
                 rows.size(), nz, between);
    const std::size_t count = rows.size() / nz;
    std::vector<float> filled;
    for (std::size_t row = 0; row < count; ++row) {
        const auto from = rows.subspan(row * nz, nz);
        filled.insert(filled.end(), from.begin(), from.end());
        if (row + 1 == count && !closed) break;
        const auto to = rows.subspan((row + 1) % count * nz, nz);
        for (int i = 1; i <= between; ++i) {
            const auto z = between_steps(from, to, static_cast<double>(i) / (between + 1), prior);
            filled.insert(filled.end(), z.begin(), z.end());
        }
    }
    return filled;
}

}  // namespace zscope
