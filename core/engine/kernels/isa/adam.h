// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/args.h"
#include "core/engine/kernels/isa/vec.h"

namespace zscope::kernels {
namespace {

// Sixteen numbers of each; `at` is where they start.
ZSCOPE_INLINE void adam_16(const AdamArgs& a, const float* gradients, float* weights, float* mean,
                           float* square, float* average) {
    const v16 g = load16(gradients);
    v16 m = load16(mean), v = load16(square), w = load16(weights);
    m = m + (g - m) * a.mean_newest;
    v = v * a.beta2 + g * g * a.square_newest;
    w = w - m * a.step_size / (sqrt16(v) * a.square_factor + a.eps);
    store16(mean, m);
    store16(square, v);
    store16(weights, w);
    if (average == nullptr) return;
    const v16 old = load16(average);
    store16(average, old + (w - old) * a.newest);
}

// The last few, through memory that is wide enough.
ZSCOPE_INLINE void adam_rest(const AdamArgs& a, std::int64_t first) {
    alignas(64) float g[16] = {}, w[16] = {}, m[16] = {}, v[16] = {}, average[16] = {};
    const std::int64_t count = a.count - first;
    for (std::int64_t i = 0; i < count; ++i) {
        g[i] = a.gradients[first + i];
        w[i] = a.weights[first + i];
        m[i] = a.mean[first + i];
        v[i] = a.square[first + i];
        if (a.average != nullptr) average[i] = a.average[first + i];
    }
    adam_16(a, g, w, m, v, average);
    for (std::int64_t i = 0; i < count; ++i) {
        a.weights[first + i] = w[i];
        a.mean[first + i] = m[i];
        a.square[first + i] = v[i];
        if (a.average != nullptr) a.average[first + i] = average[i];
    }
}

template <class Block>
void adam(const AdamArgs& args, int part, int parts) {
    const std::int64_t whole = args.count / 16;
    for (std::int64_t i = whole * part / parts; i < whole * (part + 1) / parts; ++i) {
        adam_16(args, args.gradients + i * 16, args.weights + i * 16, args.mean + i * 16,
                args.square + i * 16, args.average == nullptr ? nullptr : args.average + i * 16);
    }
    if (part + 1 == parts && args.count % 16 != 0) adam_rest(args, whole * 16);
}

}  // namespace
}  // namespace zscope::kernels
