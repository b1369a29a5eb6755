// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/statistics/proportion.h"

namespace zscope {

// Distances to the nearest training image, in one space. What is held out is real and was never
// trained on: how near it lies to the training images is how near samples may lie by chance.
struct NearestDistances {
    std::vector<float> samples;   // of each sample
    std::vector<float> held_out;  // of each held-out image
    // Of each sample to its nearest held-out image; empty where the images that are held out now
    // were trained on, so that a sample may well be one of them.
    std::vector<float> samples_to_held_out;
    std::int64_t training = 0;  // images that were compared with
};

// 1 %, 10 %, 50 %, 90 % of sorted values.
struct Quantiles {
    float q01 = 0, q10 = 0, median = 0, q90 = 0;
};

enum class MemorisationVerdict : std::uint8_t {
    no_sign,    // samples lie as far from the training images as held-out ones do
    smooth,     // nearer, but to held-out images just as much: smoother than real images
    nearer,     // nearer, and it cannot be told whether to held-out images as well
    leaning,    // not nearer, yet the nearest real image is too rarely a held-out one
    memorised,  // nearer, and to the training images in particular
};

struct MemorisationFigures {
    Quantiles samples, held_out;
    float limit = 0;          // the `rank`-th smallest held-out distance: the 1 % quantile
    std::int64_t rank = 1;    // at least 1, also where there are fewer than 100 images
    std::int64_t nearer = 0;  // samples below the limit
    Proportion nearer_share;  // Wilson, 95 %
    double expected = 0.0;    // that share if samples are like held-out images: rank / (m + 1)
    double chance = 1.0;      // then, of so many samples below the limit, or more
    // Samples whose nearest real image is a held-out one (equal distances count as training).
    bool has_sides = false;
    std::int64_t held_out_side = 0;
    Proportion held_out_share;       // Wilson, 95 %
    double held_out_expected = 0.0;  // m / (m + training) if training left no trace
    MemorisationVerdict verdict = MemorisationVerdict::no_sign;
};

// The yardstick of the DCGAN paper's question "memorised?", made a number. Two tests, none of which
// asks how distances are distributed. First: are more samples very near to a training image than
// held-out images are? That alone cannot tell memory from smoothness (a blurred image is near to
// many). Second: a sample that owes nothing to a training image in particular has its nearest real
// image among the held-out ones as often as their number says. Both at 0.1 %.
// Throws Error where there are no samples or nothing is held out. Pure.
MemorisationFigures memorisation_figures(const NearestDistances& distances);

// A sentence for a person, from the figures alone; `space` as in "in pixels".
std::string sentence_about(const MemorisationFigures& figures, const std::string& space);

}  // namespace zscope
