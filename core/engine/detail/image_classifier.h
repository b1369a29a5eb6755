// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "core/engine/detail/tick_features.h"
#include "core/engine/direction_judge.h"
#include "core/latent/direction_fit.h"

namespace zscope::detail {

// rows_of as numbers: (N, F), row-major.
std::vector<float> feature_rows(const TickFeatures& features, const HostTensor& images);

// A classifier of image features, learned from half of the examples of each kind and checked on the
// other half.
struct ImageClassifier {
    LogisticFit fit;
    double balanced_accuracy = 0.5;  // on what it did not learn from
};
// yes, no: (N, columns), at least two of each.
ImageClassifier learn_half(const std::vector<float>& yes, const std::vector<float>& no,
                           std::size_t columns);

// As a judge's attribute: its limits of "unsure" are odds of one to two.
JudgedAttribute learned_attribute(const std::string& name);

}  // namespace zscope::detail
