// SPDX-License-Identifier: MIT
#include "core/history/health.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace zscope {

namespace {

constexpr std::size_t kWindow = 200;
constexpr std::size_t kLeast = 50;  // fewer steps say nothing

// Thresholds, from the texts where they give one, else from runs of DCGAN on faces.
constexpr double kDWonDx = 0.95, kDWonDgz = 0.05;
constexpr std::int64_t kEarly = 300;     // steps in which D is ahead as a rule, and G catches up
constexpr double kExplodedLossD = 10.0;  // D wrong about both at odds of 150 to 1
constexpr double kExplodedLossG = 60.0;  // logits that have left every sensible range
constexpr double kCollapsedSpread = 0.3;
constexpr double kSwing = 0.25;         // standard deviation of D(x) or D(G(z))
constexpr double kSettledDrift = 0.15;  // of D(x) and D(G(z)) from one half to the other
constexpr double kGuessing = 0.03;      // D(x) − D(G(z)) of a D that sees no difference

struct Track {
    double mean = 0.0;
    double deviation = 0.0;
    double drift = 0.0;  // mean of the newer half − mean of the older half
};

Track track(std::span<const LossSample> samples, float LossSample::*member) {
    const auto half = samples.size() / 2;
    const auto mean_of = [member](std::span<const LossSample> part) {
        double sum = 0.0;
        for (const LossSample& sample : part)
            sum += sample.*member;
        return sum / static_cast<double>(part.size());
    };
    Track result;
    result.mean = mean_of(samples);
    double squares = 0.0;
    for (const LossSample& sample : samples) {
        const double away = sample.*member - result.mean;
        squares += away * away;
    }
    result.deviation = std::sqrt(squares / static_cast<double>(samples.size()));
    result.drift = mean_of(samples.subspan(half)) - mean_of(samples.first(half));
    return result;
}

struct Evidence {
    std::size_t steps;
    std::int64_t newest_step;
    Track loss_d, loss_g, d_x, d_g_z;
    double spread;

    bool settled() const {
        return steps == kWindow && std::abs(d_x.drift) < kSettledDrift &&
               std::abs(d_g_z.drift) < kSettledDrift;
    }
    std::string d_figures() const {
        return fmt::format("D(x) {:.2f} and D(G(z)) {:.2f} over the last {} steps.", d_x.mean,
                           d_g_z.mean, steps);
    }
};

const LossSample* first_not_finite(std::span<const LossSample> samples) {
    const auto broken = [](const LossSample& s) {
        return !std::isfinite(s.loss_d) || !std::isfinite(s.loss_g) || !std::isfinite(s.d_x) ||
               !std::isfinite(s.d_g_z1) || !std::isfinite(s.d_g_z2);
    };
    const auto found = std::ranges::find_if(samples, broken);
    return found == samples.end() ? nullptr : &*found;
}

Health not_a_number(const LossSample& sample) {
    return {HealthLevel::bad, "The numbers are broken",
            fmt::format("At step {} a loss or an opinion of D is no longer a number: the weights "
                        "have grown beyond all bounds.",
                        sample.step),
            "Stop, go back to a checkpoint before this step, and lower both learning rates."};
}

// What spoils a run, worst first.
std::optional<Health> trouble(const Evidence& e) {
    if (e.loss_d.mean > kExplodedLossD || e.loss_g.mean > kExplodedLossG) {
        return Health{HealthLevel::bad, "The losses explode",
                      fmt::format("Loss_D {:.1f} and Loss_G {:.1f} over the last {} steps; about "
                                  "1 and 2 are usual.",
                                  e.loss_d.mean, e.loss_g.mean, e.steps),
                      "Go back to a checkpoint and lower both learning rates."};
    }
    if (e.newest_step >= kEarly && e.d_x.mean > kDWonDx && e.d_g_z.mean < kDWonDgz) {
        return Health{HealthLevel::bad, "D has won",
                      e.d_figures() + " D is always right, so G learns next to nothing from it.",
                      "Lower the learning rate of D, or raise that of G."};
    }
    if (e.spread < kCollapsedSpread && e.settled()) {  // false for an unknown spread
        return Health{HealthLevel::bad, "G has collapsed",
                      fmt::format("The samples differ only {:.0f} % as much as the real images do: "
                                  "different z give much the same picture.",
                                  100.0 * e.spread),
                      "Go back to a checkpoint; lower the learning rate of G, or use larger "
                      "batches."};
    }
    return std::nullopt;
}

// What bears watching.
std::optional<Health> warning(const Evidence& e) {
    if (std::max(e.d_x.deviation, e.d_g_z.deviation) > kSwing) {
        return Health{HealthLevel::watch, "The networks swing",
                      fmt::format("D(x) varies by ±{:.2f} and D(G(z)) by ±{:.2f} over the last {} "
                                  "steps: each undoes what the other has learned.",
                                  e.d_x.deviation, e.d_g_z.deviation, e.steps),
                      "If it goes on for a thousand steps, lower both learning rates."};
    }
    if (e.d_x.mean - e.d_g_z.mean < kGuessing) {
        return Health{HealthLevel::watch, "D is guessing",
                      e.d_figures() + " D sees no difference between real and generated images.",
                      "If the samples are not good yet, raise the learning rate of D."};
    }
    if (e.d_x.mean > kHealthyDxHigh && e.d_g_z.mean < kHealthyDgzLow) {
        return Health{HealthLevel::watch, "D is ahead",
                      e.d_figures() + " Usual early on; it should come closer.",
                      "If it does not within some thousand steps, lower the learning rate of D."};
    }
    if (e.d_x.mean < kHealthyDxLow || e.d_g_z.mean > kHealthyDgzHigh) {
        return Health{HealthLevel::watch, "G is ahead",
                      e.d_figures() + " D takes many generated images for real.",
                      "If it lasts, lower the learning rate of G."};
    }
    return std::nullopt;
}

}  // namespace

Health judge_health(std::span<const LossSample> recent, double sample_spread) {
    const std::span<const LossSample> window =
        recent.size() > kWindow ? recent.last(kWindow) : recent;
    if (const LossSample* broken = first_not_finite(window)) return not_a_number(*broken);
    if (window.size() < kLeast) {
        return {HealthLevel::unknown, "Too early to say",
                fmt::format("{} of the {} steps that a verdict needs.", window.size(), kLeast), ""};
    }
    const Evidence evidence{window.size(),
                            window.back().step,
                            track(window, &LossSample::loss_d),
                            track(window, &LossSample::loss_g),
                            track(window, &LossSample::d_x),
                            track(window, &LossSample::d_g_z1),
                            sample_spread};
    if (const auto found = trouble(evidence)) return *found;
    if (const auto found = warning(evidence)) return *found;
    return {HealthLevel::good, "Healthy",
            evidence.d_figures() + " Neither network runs away from the other.", ""};
}

}  // namespace zscope
