// SPDX-License-Identifier: MIT
#include "core/session/sample_book.h"

#include <fmt/format.h>

#include <utility>

namespace zscope {

SampleBook::SampleBook(std::function<void(const Sample&)> on_new) : on_new_(std::move(on_new)) {}

void SampleBook::restore(std::vector<Sample> samples) {
    samples_.clear();
    for (Sample& sample : samples) {
        const SampleId id = sample.id;
        samples_[id] = std::make_shared<const Sample>(std::move(sample));
    }
}

SampleId SampleBook::add(std::vector<float> z, SampleOrigin origin, ModelRef model) {
    for (const auto& [id, known] : samples_) {
        if (known->origin == origin && known->model == model && known->z == z) return id;
    }
    const SampleId id = samples_.empty() ? 1 : samples_.rbegin()->first + 1;
    const auto sample = std::make_shared<const Sample>(
        Sample{id, std::move(z), std::move(origin), std::move(model)});
    samples_[id] = sample;
    if (on_new_) on_new_(*sample);
    return id;
}

SamplePointer SampleBook::find(SampleId id) const {
    const auto found = samples_.find(id);
    return found == samples_.end() ? nullptr : found->second;
}

std::string describe(const SampleOrigin& origin) {
    if (!origin.text.empty()) return origin.text;
    if (!origin.seed) return origin.tool;
    if (origin.count == 1) return fmt::format("seed {}", *origin.seed);
    return fmt::format("seed {} · row {}", *origin.seed, origin.row);
}

}  // namespace zscope
