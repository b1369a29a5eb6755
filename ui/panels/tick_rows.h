// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/latent/direction.h"
#include "ui/frame.h"
#include "ui/panels/grid_latents.h"

namespace zscope::ui {

// Which samples a person is asked about next.
enum class TickOrder {
    drawn,    // as they were drawn
    telling,  // those that the ticks say least about
    likely,   // those that have it most surely, to be checked
};

// What follows from the ticks, at once: directions in z and an order of the samples that are
// offered.
struct TickFit {
    std::optional<Direction> difference, logistic;  // none before there is one tick of each kind
    std::vector<float> logits;                      // of each offered sample; empty before
};

// The ticks as a direction of the model, by both methods, and what the logistic fit says of `pool`
// (N, nz), labels included. Samples that are unknown or of another nz are left out. Pure.
TickFit fit_ticks(const TickState& ticks, const SampleBook& samples, const ModelView& model,
                  std::span<const float> pool);

// Rows of the pool in the order in which they are offered; without logits as drawn. Pure.
std::vector<std::size_t> offered_rows(const TickFit& fit, std::size_t count, TickOrder order);

// What a click makes of a sample: nothing → yes → no → nothing. Pure.
TickState clicked_tick(TickState ticks, SampleId id);
// Says it outright. Pure.
TickState said_tick(TickState ticks, SampleId id, bool yes);

}  // namespace zscope::ui
