// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zscope {

// Walks that a person starts and watches. Step 0 is the start itself, exactly; every step is a pure
// function of (start, seed, step), so that a walk steps back, jumps, and is the same again. `prior`
// of the model: "normal" or "uniform", else an Error.
enum class WalkKind {
    // z ← z + step_size·N(0, I) each step. Nothing holds it: ‖z‖² grows by nz·step_size² a step, so
    // it leaves the prior. Uniform prior: the numbers bounce off ±1.
    random,
    // Ornstein–Uhlenbeck, which stays in the prior: z ← ρz + √(1 − ρ²)·N(0, I), ρ = e^(−s²/2),
    // s = step_size. Mean 0, variance 1 and N(0, I) in the long run; the correlation of z over k
    // steps is ρ^k; a small step is as long as that of the random walk. Uniform prior: the same on
    // Φ⁻¹((z + 1)/2), so that each number stays uniform in ±1.
    smooth,
    // The same, held at the start's ‖z‖ (normal prior only; a uniform one is a cube and has no
    // shell: an Error).
    shell,
    // Round a circle that passes through the start: `steps` equal steps, step `steps` is the start
    // again. step_size is the circle's radius in radians seen from the middle of latent space; of a
    // normal prior it lies on the sphere (‖z‖ stays), of a uniform one in a plane, clamped to ±1.
    loop,
};

struct WalkSettings {
    WalkKind kind = WalkKind::smooth;
    std::uint64_t seed = 0;  // of the steps, not of the start
    std::size_t steps = 64;  // of a loop: around
    double step_size = 0.2;  // ≥ 0
};

// z of step `step`, replayed from the start; a loop's is direct. Negative or endless step sizes are
// an Error.
std::vector<float> walk_step(std::span<const float> start, std::string_view prior,
                             const WalkSettings& settings, std::size_t step);
// Steps 0 … steps − 1: (steps, nz), the same numbers as walk_step gives, in one pass.
std::vector<float> walk_steps(std::span<const float> start, std::string_view prior,
                              const WalkSettings& settings);

// The same walk, one step after another, for who watches it go. A value: a copy goes on by itself.
// Errors as walk_step's.
class SteppedWalk {
  public:
    SteppedWalk(std::vector<float> start, std::string_view prior, const WalkSettings& settings);

    std::size_t step() const { return step_; }
    std::vector<float> z() const;  // at step(): what walk_step gives, if every attempt was 0
    // To the next step. Of each step there are any number of candidates, drawn of seeds that are a
    // pure function of (seed, step, attempt); attempt 0 is walk_step's. A loop has one only.
    void advance(std::size_t attempt = 0);

  private:
    std::vector<float> start_;
    std::string prior_;
    WalkSettings settings_;
    std::vector<double> state_;  // in double: thousands of steps are added up
    std::size_t step_ = 0;
};

// A walk that must please somebody (D) looks at this many candidates for a step.
inline constexpr std::size_t kStepCandidates = 8;
// The z of the candidates for the step after walk.step(): (kStepCandidates, nz).
std::vector<float> step_candidates(const SteppedWalk& walk);
// Which candidate is taken: the first whose opinion reaches `least`, else the best of them. NaN
// reaches nothing; of nothing but NaN it is the first. ≥ 1 opinions.
std::size_t choose_candidate(std::span<const double> opinions, double least);

// A step for which another candidate than the first was taken: the one that leads to `step` ≥ 1.
// With those a walk that pleased D is a pure function again.
struct WalkTurn {
    std::int64_t step = 1;
    std::int64_t attempt = 1;
    bool operator==(const WalkTurn&) const = default;
};
// `turns` rising by step.
std::size_t attempt_of(std::span<const WalkTurn> turns, std::size_t step);

// The place between a latent and the next one of a walk, t 0…1: along the sphere for the normal
// prior, straight for the uniform one.
std::vector<float> between_steps(std::span<const float> from, std::span<const float> to, double t,
                                 std::string_view prior);

// `between` latents put in between each two rows of (N, nz), as between_steps. `closed`: also
// between the last and the first. So a walk of single steps moves without a jolt.
std::vector<float> with_rows_between(std::span<const float> rows, std::size_t nz, int between,
                                     std::string_view prior, bool closed);

}  // namespace zscope
