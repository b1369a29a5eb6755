// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
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

// `between` latents put in between each two rows of (N, nz): along the sphere for the normal prior,
// straight for the uniform one. `closed`: also between the last and the first. So a walk of single
// steps moves without a jolt.
std::vector<float> with_rows_between(std::span<const float> rows, std::size_t nz, int between,
                                     std::string_view prior, bool closed);

}  // namespace zscope
